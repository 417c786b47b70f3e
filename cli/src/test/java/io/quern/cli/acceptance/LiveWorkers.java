package io.quern.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.cluster.Cluster;
import io.quern.core.message.Answer.WorkerLine;
import java.util.List;

/// The workers of a cluster by their ids: one that came back after its process died has another.
final class LiveWorkers {
    private LiveWorkers() {}

    /// Once there is one.
    static List<String> ids(Cluster cluster) {
        assertThat(cluster.client().submit(() -> "here").join()).isEqualTo("here");
        return cluster.client().workers().stream()
                .map(WorkerLine::worker)
                .map(Object::toString)
                .toList();
    }
}
