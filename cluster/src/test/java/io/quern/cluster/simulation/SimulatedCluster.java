package io.quern.cluster.simulation;

import io.quern.core.key.JobId;
import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.message.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A cluster of one seed: a phase with faults, in which nothing may go wrong, then a phase without, in which
/// everything must end.
final class SimulatedCluster {
    private static final long SAFETY_NANOS = 60 * SimulatedTime.SECOND;
    /// Time for everything to end once there are no faults: dead workers are noticed (30 s), lineage is
    /// computed again.
    private static final long LIVENESS_NANOS = 600 * SimulatedTime.SECOND;
    /// Time for the last messages to arrive, and for the lease of a client to end that died while the scheduler was
    /// frozen.
    private static final long QUIET_NANOS = 100 * SimulatedTime.SECOND;
    /// Seconds for which a worker waits for a client that is to open a connection.
    private static final int OFFER_TRIES = 10;

    private final long seed;
    private final SimulatedTime time = new SimulatedTime();
    private final SplittableRandom network;
    private final SplittableRandom faults;
    private final SplittableRandom workload;
    private final SimulatedScheduler scheduler;
    private final Map<String, SimulatedWorker> workers = new LinkedHashMap<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    /// Pairs of processes of which the first cannot reach the second's data.
    private final Set<String> unroutable = new HashSet<>();
    private final Set<String> hidden = new HashSet<>();
    /// The winning manifest of every task that published.
    private final Map<TaskKey, RunId> manifests = new HashMap<>();
    private final Map<JobId, SimulatedJob> jobs = new HashMap<>();
    private final SimulatedTasks tasks = new SimulatedTasks();
    private final SimulatedActors actors = new SimulatedActors();
    private final SimulatedTraffic traffic;
    private final SplittableRandom futures;
    private final SimulatedLosses losses;
    private boolean hasFaults = true;
    private boolean arePushesLost;
    private boolean isAnythingUnsent;
    private long pushes;

    /// How a fetch ends; exactly one is called.
    interface Fetch {
        void fetched(long value);

        void absent();

        void unreachable();
    }

    SimulatedCluster(long seed, SimulatedScheduler.Tampering tampering) {
        this(seed, tampering, SimulatedLosses.none());
    }

    SimulatedCluster(long seed, SimulatedScheduler.Tampering tampering, SimulatedLosses losses) {
        this.seed = seed;
        this.losses = losses;
        SplittableRandom root = new SplittableRandom(seed);
        network = root.split();
        faults = root.split();
        workload = root.split();
        futures = root.split();
        traffic = new SimulatedTraffic(root.split());
        scheduler = new SimulatedScheduler(time, root.split(), tampering, losses.arePlanted());
        int count = 1 + workload.nextInt(5);
        for (int i = 0; i < count; i++) {
            SimulatedWorker worker = new SimulatedWorker(this, "w" + i, 1 + workload.nextInt(3), root.split());
            workers.put(worker.dataAddress(), worker);
            time.after(workload.nextInt(3_000) * SimulatedTime.MILLI, worker::start);
        }
        int clientCount = 1 + workload.nextInt(2);
        for (int i = 0; i < clientCount; i++) {
            SimulatedClient client = new SimulatedClient(this, "c" + i, root.split());
            clients.add(client);
            client.start();
        }
        planJobs();
        planBatches();
        planFaults();
        planActors(root.split());
        planPlanners(root.split());
        planScattering(root.split());
    }

    /// Every seed has some of what clients may ask of futures and not the rest, each at a rate of its own.
    private void planBatches() {
        int count = futures.nextInt(10);
        for (int i = 0; i < count; i++) {
            SimulatedClient client = clients.get(futures.nextInt(clients.size()));
            time.after(futures.nextInt(25_000) * SimulatedTime.MILLI, () -> client.act(SimulatedSession::submit));
        }
        List<Consumer<SimulatedSession>> menu = List.of(
                SimulatedSession::releaseOne,
                SimulatedSession::holdForeign,
                SimulatedSession::cancelOne,
                SimulatedSession::retryOne,
                SimulatedSession::changeMind,
                SimulatedSession::detachOne,
                SimulatedSession::nameOne,
                session -> session.requests().unnameOne(),
                session -> session.requests().pauseOne(),
                session -> session.requests().retireOne(),
                SimulatedSession::ask);
        for (Consumer<SimulatedSession> wish : menu) {
            if (futures.nextInt(2) == 0) {
                planFault(() -> anyClient().act(wish), (1 + futures.nextInt(8)) * SimulatedTime.SECOND);
            }
        }
    }

    /// Half of the seeds have actors.
    private void planActors(SplittableRandom plan) {
        if (plan.nextInt(2) == 0) {
            return;
        }
        for (int i = 1 + plan.nextInt(3); i > 0; i--) {
            SimulatedClient client = clients.get(plan.nextInt(clients.size()));
            time.after(plan.nextInt(20_000) * SimulatedTime.MILLI, () -> client.act(SimulatedSession::makeActor));
        }
        for (int i = plan.nextInt(30); i > 0; i--) {
            SimulatedClient client = clients.get(plan.nextInt(clients.size()));
            time.after(plan.nextInt(50_000) * SimulatedTime.MILLI, () -> client.act(SimulatedSession::callActor));
        }
    }

    /// Half of the seeds scatter values, and half of these lose some on their way.
    private void planScattering(SplittableRandom plan) {
        if (plan.nextInt(2) == 0) {
            return;
        }
        arePushesLost = plan.nextBoolean();
        for (int i = 1 + plan.nextInt(8); i > 0; i--) {
            SimulatedClient client = clients.get(plan.nextInt(clients.size()));
            time.after(plan.nextInt(40_000) * SimulatedTime.MILLI, () -> client.act(SimulatedSession::scatter));
        }
        for (int i = plan.nextInt(8); i > 0; i--) {
            SimulatedClient client = clients.get(plan.nextInt(clients.size()));
            time.after(plan.nextInt(50_000) * SimulatedTime.MILLI, () -> client.act(SimulatedSession::replicateOne));
        }
    }

    private void planJobs() {
        int count = 1 + workload.nextInt(5);
        for (int i = 0; i < count; i++) {
            planJob(i, false, workload);
        }
    }

    /// Half of the seeds have jobs with planners.
    private void planPlanners(SplittableRandom plan) {
        for (int i = plan.nextInt(2) * (1 + plan.nextInt(4)); i > 0; i--) {
            planJob(100 + i, true, plan);
        }
    }

    private void planJob(int number, boolean mayPlan, SplittableRandom plan) {
        SimulatedJob job = SimulatedJob.random(JobId.of(number + 1L, number, plan.nextLong()), mayPlan, plan);
        jobs.put(job.spec().id(), job);
        SimulatedClient client = clients.get(plan.nextInt(clients.size()));
        time.after(plan.nextInt(20_000) * SimulatedTime.MILLI, () -> client.submit(job));
    }

    /// Every seed has some kinds of fault and not others, each at a rate of its own.
    private void planFaults() {
        List<Runnable> menu = List.of(
                () -> anyWorker().crash(),
                () -> anyWorker().freeze(faults.nextInt(40_000) * SimulatedTime.MILLI),
                () -> anyWorker().breakStreams(),
                () -> anyWorker().stallStreams(faults.nextInt(40_000) * SimulatedTime.MILLI, faults.nextBoolean()),
                () -> anyWorker().loseOneResult(),
                this::cutRoute,
                () -> scheduler.freeze(faults.nextInt(faults.nextInt(4) == 0 ? 40_000 : 3_000) * SimulatedTime.MILLI),
                scheduler::crash,
                () -> anyClient().cancelOne(),
                () -> anyClient().breakStream(),
                () -> anyClient().stallStream(faults.nextInt(20_000) * SimulatedTime.MILLI, faults.nextBoolean()),
                () -> anyClient().listOne(),
                () -> {
                    if (faults.nextInt(4) == 0) {
                        anyClient().close();
                    }
                },
                () -> {
                    if (faults.nextInt(4) == 0) {
                        anyClient().crash();
                    }
                });
        for (Runnable fault : menu) {
            if (faults.nextInt(3) == 0) {
                planFault(fault, (2 + faults.nextInt(30)) * SimulatedTime.SECOND);
            }
        }
    }

    private void planFault(Runnable fault, long meanNanos) {
        time.after(1 + faults.nextLong(2 * meanNanos), () -> {
            if (hasFaults) {
                fault.run();
                planFault(fault, meanNanos);
            }
        });
    }

    private SimulatedWorker anyWorker() {
        return List.copyOf(workers.values()).get(faults.nextInt(workers.size()));
    }

    private SimulatedClient anyClient() {
        return clients.get(faults.nextInt(clients.size()));
    }

    private void cutRoute() {
        String route = anyWorker().dataAddress() + " -> " + anyWorker().dataAddress();
        unroutable.add(route);
        time.after(faults.nextInt(30_000) * SimulatedTime.MILLI, () -> unroutable.remove(route));
    }

    /// A result that its holder cannot read while there are faults.
    void hide(String dataAddress, RunId result) {
        hidden.add(dataAddress + result);
        isAnythingUnsent = true;
    }

    long seed() {
        return seed;
    }

    /// What programs would tell one another of their tasks.
    SimulatedTasks tasks() {
        return tasks;
    }

    /// Defects that are planted in the workers.
    SimulatedLosses losses() {
        return losses;
    }

    /// The objects of actors.
    SimulatedActors actors() {
        return actors;
    }

    /// What became of the messages on all streams.
    SimulatedTraffic traffic() {
        return traffic;
    }

    /// The job of a run, null where it is of a session.
    SimulatedJob job(RunId run) {
        return jobs.get(run.task().job());
    }

    SimulatedTime time() {
        return time;
    }

    SimulatedScheduler scheduler() {
        return scheduler;
    }

    /// Opens a stream to the scheduler: end 0 is the caller's.
    SimulatedStream connectToScheduler(String opener, Predicate<RunId> isHeldByOpener) {
        SimulatedStream stream = new SimulatedStream(time, network, traffic, opener, isHeldByOpener);
        scheduler.accept(stream.end(1));
        return stream;
    }

    /// Whether something goes wrong between a client and a worker that is to fetch from it.
    boolean isPushLost(SplittableRandom random) {
        boolean isLost = hasFaults && arePushesLost && random.nextInt(6) == 0;
        isAnythingUnsent |= isLost;
        return isLost;
    }

    /// Values that workers fetched from clients.
    long pushes() {
        return pushes;
    }

    /// A worker waits for its client to open a connection, for a while.
    private void fetchFromClient(String worker, String source, RunId value, Fetch fetch, int triesLeft) {
        SimulatedClient client = clients.stream()
                .filter(each -> each.dataAddress().equals(source))
                .findFirst()
                .orElseThrow();
        if (client.session().scattered().isOpenTo(worker)) {
            Long offered = client.session().scattered().offered(value);
            if (offered == null) {
                fetch.absent();
            } else {
                pushes++;
                fetch.fetched(offered);
            }
        } else if (triesLeft == 0) {
            isAnythingUnsent = true;
            fetch.unreachable();
        } else {
            time.after(SimulatedTime.SECOND, () -> fetchFromClient(worker, source, value, fetch, triesLeft - 1));
        }
    }

    /// Fetches a result from a worker's data connection.
    void fetch(String from, String dataAddress, RunId result, Fetch fetch) {
        if (dataAddress.startsWith(Holder.OFFERED)) {
            time.after(
                    (1 + network.nextInt(200)) * SimulatedTime.MILLI,
                    () -> fetchFromClient(from, dataAddress, result, fetch, OFFER_TRIES));
            return;
        }
        time.after((1 + network.nextInt(20)) * SimulatedTime.MILLI, () -> {
            if (unroutable.contains(from + " -> " + dataAddress)) {
                time.after(network.nextInt(5_000) * SimulatedTime.MILLI, fetch::unreachable);
                return;
            }
            workers.get(dataAddress)
                    .serve(
                            result,
                            value -> time.after((1 + network.nextInt(50)) * SimulatedTime.MILLI, () -> {
                                if (value == null || hidden.contains(dataAddress + result)) {
                                    fetch.absent();
                                } else {
                                    fetch.fetched(value);
                                }
                            }),
                            fetch::unreachable);
        });
    }

    /// A granted run publishes its manifest; where another attempt was first, that one is adopted.
    void publish(RunId run) {
        manifests.putIfAbsent(run.task(), run);
    }

    /// Takes all states of the scheduler into what [#run()] gives, not the last one alone.
    SimulatedCluster withTracedStates() {
        scheduler.traceStates();
        return this;
    }

    /// Runs both phases and checks what must hold at the end.
    ///
    /// @return a hash of everything that happened
    long run() {
        time.runUntil(SAFETY_NANOS, () -> false);
        heal();
        if (!time.runUntil(SAFETY_NANOS + LIVENESS_NANOS, this::isAllDone)) {
            throw new IllegalStateException("not everything ended without faults:" + describe());
        }
        clients.forEach(SimulatedClient::releaseAll);
        cleanUp();
        time.runUntil(time.nowNanos() + QUIET_NANOS, () -> false);
        checkNothingIsLeft();
        time.trace(scheduler.machine().digest());
        return time.traceDigest();
    }

    /// Names outlive the clients that gave them: another one takes them back, once the scheduler is awake.
    private void cleanUp() {
        SimulatedClient janitor = new SimulatedClient(this, "janitor", new SplittableRandom(0));
        janitor.start();
        for (int i = 1; i < 10; i++) {
            time.after(
                    5L * i * SimulatedTime.SECOND,
                    () -> janitor.act(session -> session.requests().unnameAll()));
        }
    }

    /// Tasks that are detached run although nobody waits for them, unless they may fail.
    private boolean haveDetachedTasksRun() {
        return tasks.detached().stream()
                .allMatch(task -> manifests.containsKey(task.key())
                        || task.mayFail()
                        || task.mayBeCancelled()
                        || (task.mayBeLost() && isAnythingLost())
                        || scheduler.lostWorkers() >= 3);
    }

    /// Whether actors, results of their calls, and scattered values may be gone, or out of reach.
    boolean isAnythingLost() {
        return losses.arePlanted()
                || scheduler.lostWorkers() > 0
                || scheduler.life() > 1
                || isAnythingUnsent
                || actors.isAnythingTriedAgain();
    }

    /// Whether the client of that session is no more: what it scattered and no worker had yet is gone with it.
    boolean isGone(JobId session) {
        return clients.stream().anyMatch(client -> client.isGone(session));
    }

    private boolean isAllDone() {
        return clients.stream().allMatch(SimulatedClient::isDone) && haveDetachedTasksRun();
    }

    /// Faults end; some workers stay dead, at least one does not.
    private void heal() {
        hasFaults = false;
        losses.end();
        traffic.endFaults();
        unroutable.clear();
        hidden.clear();
        boolean isFirst = true;
        for (SimulatedWorker worker : workers.values()) {
            worker.healStreams();
            if (!isFirst && faults.nextInt(5) == 0) {
                worker.crashForGood();
            }
            isFirst = false;
        }
        clients.forEach(SimulatedClient::healStream);
        SimulatedClient operator = new SimulatedClient(this, "operator", new SplittableRandom(1));
        operator.start();
        resumeAll(operator, 9);
    }

    /// Takes back what clients pause, so often at least: one that comes back late pauses workers late.
    private void resumeAll(SimulatedClient operator, int times) {
        time.after(5 * SimulatedTime.SECOND, () -> {
            if (times > 0 || !isAllDone()) {
                operator.act(session -> session.requests().resumeAll());
                resumeAll(operator, times - 1);
            }
        });
    }

    private void checkNothingIsLeft() {
        if (scheduler.machine().jobCount() != 0 || scheduler.machine().taskCount() != 0) {
            throw new IllegalStateException("the scheduler has not forgotten all jobs:" + describe());
        }
        for (SimulatedWorker worker : workers.values()) {
            if (worker.isAlive() && worker.storedCount() != 0) {
                throw new IllegalStateException("a worker holds results of jobs that are gone:" + describe());
            }
        }
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        clients.forEach(client -> text.append("\n  ").append(client.describe()));
        workers.values().forEach(worker -> text.append("\n  ").append(worker.describe()));
        text.append("\n  scheduler: ").append(scheduler.machine().jobCount()).append(" jobs, ");
        text.append(scheduler.machine().taskCount())
                .append(" tasks, ")
                .append(scheduler.machine().dropped())
                .append(", ")
                .append(scheduler.machine().sizes());
        return text.toString();
    }

    List<SimulatedClient> clients() {
        return clients;
    }
}
