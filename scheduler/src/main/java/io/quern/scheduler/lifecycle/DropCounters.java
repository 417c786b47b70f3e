package io.quern.scheduler.lifecycle;

/// Counts of what was said and had no effect, because what it was about is over.
///
/// @param runs reports of attempts that are not current
/// @param results reports about results that are not current
/// @param jobs requests about jobs that are not known
/// @param peers messages of peers that are not registered
/// @param commits refused requests to publish
public record DropCounters(long runs, long results, long jobs, long peers, long commits) {
    static final DropCounters ZERO = new DropCounters(0, 0, 0, 0, 0);

    DropCounters plusRun() {
        return new DropCounters(runs + 1, results, jobs, peers, commits);
    }

    DropCounters plusResult() {
        return new DropCounters(runs, results + 1, jobs, peers, commits);
    }

    DropCounters plusJob() {
        return new DropCounters(runs, results, jobs + 1, peers, commits);
    }

    DropCounters plusPeer() {
        return new DropCounters(runs, results, jobs, peers + 1, commits);
    }

    DropCounters plusCommit() {
        return new DropCounters(runs, results, jobs, peers, commits + 1);
    }
}
