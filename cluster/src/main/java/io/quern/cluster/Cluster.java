package io.quern.cluster;

import io.quern.client.Client;
import io.quern.client.JobRunner;
import io.quern.client.ProgressListener;
import io.quern.client.RunningJob;
import io.quern.client.coordination.Coordination;
import io.quern.core.graph.JobSpec;
import io.quern.core.key.JobId;
import io.quern.core.message.ClientNotice.TaskLine;
import io.quern.core.value.ProgramBound;
import java.nio.file.Path;
import java.util.List;

/// A cluster that a program runs its jobs on. Thread-safe; closing it cancels the jobs that still run.
///
/// | | scheduler and workers | for |
/// |---|---|---|
/// | [LocalCluster] | inside this JVM | programs on one machine, tests |
/// | [ProcessCluster] | worker JVMs of this machine that end with the program | tasks that must not harm the program |
/// | [RemoteCluster] | daemons that run already | everything larger |
@ProgramBound(remedy = "capture the values that the function needs; inside a task, Client.ofTask() gives a client")
public abstract sealed class Cluster implements JobRunner permits LocalCluster, ProcessCluster, RemoteCluster {
    private final Client client;

    Cluster(Client client) {
        this.client = client;
    }

    /// A cluster inside this JVM with a task for each processor at once.
    public static Cluster local() {
        return LocalCluster.start(Runtime.getRuntime().availableProcessors());
    }

    /// Worker JVMs on this machine.
    ///
    /// @param memoryBytes what each of them may use
    /// @throws io.quern.core.error.QuernException if that is less than a worker needs
    public static Cluster processes(int workers, long memoryBytes) {
        return ProcessCluster.start(ProcessClusterOptions.of(workers, memoryBytes));
    }

    /// The scheduler of a connection file, which it wrote when it started.
    ///
    /// @throws io.quern.core.error.QuernException if the file cannot be used, no scheduler answers, or it refuses
    public static Cluster connect(Path connectionFile) {
        return RemoteCluster.connect(ClusterAccess.read(connectionFile));
    }

    @Override
    public final JobId newJobId() {
        return client.newJobId();
    }

    @Override
    public final RunningJob submit(JobSpec job, ProgressListener progress) {
        return client.submit(job, progress);
    }

    /// The tasks of a running job as the scheduler sees them, by stage and partition.
    public final List<TaskLine> tasks(JobId job) {
        return client.tasks(job);
    }

    /// Locks, semaphores, events, queues and variables that all programs on this cluster share.
    public final Coordination coordination() {
        return client.coordination();
    }

    /// The program's client on this cluster: futures, graphs, questions. The cluster closes it.
    public final Client client() {
        return client;
    }
}
