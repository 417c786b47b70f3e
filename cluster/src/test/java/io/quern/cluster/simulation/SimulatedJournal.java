package io.quern.cluster.simulation;

import io.quern.core.graph.TaskBatch;
import io.quern.core.key.JobId;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/// A journal as its files behave: records share forces, which take their time; what is not forced when the
/// scheduler dies is lost, but for the beginning of what was being written; a checkpoint takes the place of records
/// only once it is whole. Records pass the production codec.
final class SimulatedJournal {
    private final SimulatedTime time;
    private final SplittableRandom random;
    private final long forceNanosMax;
    private List<Entry> safe = new ArrayList<>();
    private List<Entry> beingForced = List.of();
    private List<Entry> waiting = new ArrayList<>();
    private long written;
    private boolean hasCheckpoint;
    /// Number of the scheduler's life; what was planned in an earlier one does not happen.
    private long life;

    private record Entry(long sequence, int type, byte[] bytes) {
        JournalRecord content() {
            return JournalRecordCodec.decode(type, bytes);
        }
    }

    SimulatedJournal(SimulatedTime time, SplittableRandom random) {
        this.time = time;
        this.random = random;
        this.forceNanosMax = (random.nextInt(4) == 0 ? 300 : 20) * SimulatedTime.MILLI;
    }

    private static Entry entry(long sequence, JournalRecord content) {
        ByteBuffer buffer = JournalRecordCodec.encode(content);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return new Entry(sequence, JournalRecordCodec.type(content), bytes);
    }

    /// @param durable told up to where records are safe, later
    /// @return the record's sequence
    long append(JournalRecord content, LongConsumer durable) {
        waiting.add(entry(++written, content));
        if (beingForced.isEmpty()) {
            force(durable);
        }
        return written;
    }

    private void force(LongConsumer durable) {
        beingForced = waiting;
        waiting = new ArrayList<>();
        later(1 + random.nextLong(forceNanosMax), () -> {
            safe.addAll(beingForced);
            long upTo = beingForced.getLast().sequence();
            beingForced = List.of();
            if (!waiting.isEmpty()) {
                force(durable);
            }
            durable.accept(upTo);
        });
    }

    /// Begins to put fewer records in the place of all so far, unless that is under way.
    void checkpoint(Iterator<JournalRecord> live) {
        if (hasCheckpoint) {
            return;
        }
        hasCheckpoint = true;
        long upTo = written;
        List<Entry> fewer = new ArrayList<>();
        live.forEachRemaining(content -> fewer.add(entry(upTo, content)));
        install(fewer, upTo);
    }

    private void install(List<Entry> fewer, long upTo) {
        later(1 + random.nextLong(2 * SimulatedTime.SECOND), () -> {
            if (safe.isEmpty() || safe.getLast().sequence() < upTo) {
                install(fewer, upTo);
                return;
            }
            List<Entry> after =
                    safe.stream().filter(entry -> entry.sequence() > upTo).toList();
            safe = new ArrayList<>(fewer);
            safe.addAll(after);
            hasCheckpoint = false;
        });
    }

    private void later(long delayNanos, Runnable action) {
        long planned = life;
        time.after(delayNanos, () -> {
            if (planned == life) {
                action.run();
            }
        });
    }

    /// Whether nothing would be lost now.
    boolean isAllSafe() {
        return beingForced.isEmpty() && waiting.isEmpty();
    }

    /// The scheduler dies.
    void crash() {
        life++;
        safe.addAll(beingForced.subList(0, beingForced.isEmpty() ? 0 : random.nextInt(beingForced.size() + 1)));
        beingForced = List.of();
        waiting = new ArrayList<>();
        hasCheckpoint = false;
    }

    /// All records that are left.
    List<JournalRecord> replay() {
        return safe.stream().map(Entry::content).toList();
    }

    /// Where two lists of records differ first. Batches print alike that are not.
    static String difference(List<JournalRecord> made, List<JournalRecord> known) {
        int at = 0;
        while (at < made.size() && at < known.size() && made.get(at).equals(known.get(at))) {
            at++;
        }
        return "record " + at + " is " + detail(made, at) + " where it was " + detail(known, at);
    }

    private static String detail(List<JournalRecord> records, int at) {
        if (at >= records.size()) {
            return "missing";
        }
        if (!(records.get(at) instanceof JournalRecord.TasksSubmitted(JobId session, TaskBatch batch))) {
            return records.get(at).toString();
        }
        StringBuilder text = new StringBuilder(session.brief() + " " + batch + " " + batch.functions());
        for (int task = 0; task < batch.size(); task++) {
            text.append(batch.isWanted(task) ? " wanted " : " ")
                    .append(batch.argument(task))
                    .append(" of ")
                    .append(batch.inputsTo(task) - batch.inputsFrom(task))
                    .append(" inputs ")
                    .append(batch.options(task));
        }
        return text.toString();
    }
}
