package io.quern.core.message;

import io.quern.core.key.JobId;
import io.quern.core.key.TaskKey;

/// What a client may ask about the cluster; changes nothing.
public sealed interface Question {
    /// Which task has this key in a session? Answered by [Answer.TaskFound].
    record FindTask(JobId session, String key) implements Question {}

    /// Where does a task stand, and why? Answered by [Answer.TaskDescribed].
    record DescribeTask(TaskKey task) implements Question {}

    /// Which workers are there? Answered by [Answer.WorkersListed].
    record ListWorkers() implements Question {}

    /// Which results does the worker of that name hold? Answered by [Answer.HeldListed], which may be a part of them.
    ///
    /// @param from 0 at first, then [Answer.HeldListed#next]
    record ListHeld(String worker, int from) implements Question {}

    /// How many threads should there be, so that what is to be run takes about that long? Answered by
    /// [Answer.TargetSuggested].
    record SuggestTarget(long withinNanos) implements Question {}

    /// Which results have names? Answered by [Answer.NamesListed].
    record ListNames() implements Question {}

    /// Which result has this name? Answered by [Answer.TaskFound].
    record FindName(String name) implements Question {}
}
