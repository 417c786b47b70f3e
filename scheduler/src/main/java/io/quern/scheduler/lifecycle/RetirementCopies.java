package io.quern.scheduler.lifecycle;

import io.quern.core.key.RunId;
import io.quern.core.key.WorkerId;
import io.quern.core.message.WorkerInstruction;
import io.quern.scheduler.graph.TaskTable;
import io.quern.scheduler.placement.WorkerEntry;
import io.quern.scheduler.placement.WorkerStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The results of leaving workers that others are asked to copy: who was asked, and whether an answer may still
/// come.
final class RetirementCopies {
    /// Results that are copied at once.
    private static final int PENDING_MAX = 1_000;

    private static final long VOID_CHECK_NANOS = 250_000_000;

    private final MachineState state;
    /// Who was asked to copy a result, the last of them now.
    private final Map<RunId, Copy> copies = new TreeMap<>();
    /// Copies under way by recipient.
    private final Map<WorkerId, Integer> pendingOf = new TreeMap<>();

    private long voidCheckNanos;
    private long checkedRemovals;
    private long checkedCollapses;

    /// Those of [#copies] that have a recipient: what leaves is looked at again when all have ended.
    private int pending;

    private static final class Copy {
        private final Set<WorkerId> tried = new TreeSet<>();
        private @Nullable WorkerEntry recipient;
    }

    RetirementCopies(MachineState state) {
        this.state = state;
    }

    /// Whether answers are awaited.
    boolean arePending() {
        return pending > 0;
    }

    /// Whether no more can be asked for until some have ended.
    boolean areFull() {
        return pending >= PENDING_MAX;
    }

    /// What was to be copied is there, or could not be copied.
    void ended(RunId result, WorkerEntry recipient) {
        Copy copy = copies.get(result);
        if (copy != null && copy.recipient == recipient) {
            end(copy, recipient);
        }
    }

    private void end(Copy copy, WorkerEntry recipient) {
        copy.recipient = null;
        pending--;
        pendingOf.merge(recipient.id(), -1, Integer::sum);
    }

    /// Has a result copied to another worker.
    ///
    /// @return why that cannot be, null where it can
    @Nullable
    String begin(int task, WorkerEntry from) {
        Copy copy = copies.computeIfAbsent(state.tasks.run(task), _ -> new Copy());
        if (copy.recipient != null) {
            return null;
        }
        WorkerEntry recipient = state.roster.all().stream()
                .filter(worker -> worker.status() == WorkerStatus.RUNNING
                        && !worker.isSuspect()
                        && !copy.tried.contains(worker.id()))
                .min(Comparator.comparingInt((WorkerEntry worker) -> pendingOf.getOrDefault(worker.id(), 0))
                        .thenComparingInt(WorkerEntry::slot))
                .orElse(null);
        if (recipient == null) {
            return "worker " + from.name() + " cannot retire: no running worker can take over the result of task "
                    + state.tasks.group(task).key(state.tasks.partition(task)) + " ("
                    + copy.tried.size() + " were tried); start another worker, or release the result";
        }
        copy.tried.add(recipient.id());
        copy.recipient = recipient;
        pending++;
        pendingOf.merge(recipient.id(), 1, Integer::sum);
        if (pending == 1) {
            voidCheckNanos = state.nowNanos + VOID_CHECK_NANOS;
        }
        state.outbox.keep(recipient.id(), state.tasks.run(task));
        state.assignments.define(task, recipient);
        state.tasks.group(task).graph().toldWorkers().set(recipient.slot());
        state.outbox.tell(recipient.id(), new WorkerInstruction.CopyResult(state.assignments.locate(task)));
        return null;
    }

    /// Ends the copies that get no answer, if it is time to look for them.
    void endVoid() {
        boolean isDue = state.nowNanos >= voidCheckNanos
                || state.roster.removals() != checkedRemovals
                || state.collapses != checkedCollapses;
        if (pending > 0 && isDue) {
            checkedRemovals = state.roster.removals();
            checkedCollapses = state.collapses;
            voidCheckNanos = state.nowNanos + VOID_CHECK_NANOS;
            copies.forEach(this::endIfVoid);
        }
    }

    /// A copy gets no answer where its recipient is no more, or was told to forget the job since. One of a task that
    /// is known no more is called off before its recipient is told to forget the code of its stage, without which
    /// it cannot go on to another holder. Others, wanted or not, are not called off: see [WantedCopies].
    private void endIfVoid(RunId result, Copy copy) {
        WorkerEntry recipient = copy.recipient;
        if (recipient == null) {
            return;
        }
        int task = state.find(result.task());
        boolean isThere = state.roster.find(recipient.id()) != null;
        boolean isKnown = task != TaskTable.NONE
                && state.tasks.group(task).graph().toldWorkers().get(recipient.slot());
        if (!isThere || !isKnown) {
            end(copy, recipient);
            if (isThere) {
                state.outbox.tell(recipient.id(), new WorkerInstruction.DropResults(List.of(result)));
            }
        }
    }

    /// When to look for copies that get no answer, `Long.MAX_VALUE` where none is under way.
    long dueNanos() {
        return pending == 0 ? Long.MAX_VALUE : voidCheckNanos;
    }

    /// Nobody leaves any more: who was tried may be tried again the next time.
    void clear() {
        copies.clear();
        pendingOf.clear();
        pending = 0;
    }

    /// All that reaches decisions: for digests.
    void digest(LongConsumer sink) {
        copies.forEach((result, copy) -> {
            sink.accept(result.digest());
            copy.tried.forEach(worker -> sink.accept(worker.value()));
            sink.accept(copy.recipient == null ? 0 : copy.recipient.id().value());
        });
        sink.accept(pending);
        sink.accept(dueNanos());
    }
}
