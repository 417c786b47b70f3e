package io.quern.scheduler.lifecycle;

import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.JournalRecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The journal of a scenario: records as bytes, as they stand in a file.
final class ScenarioJournal {
    private record Written(int type, byte[] bytes) {}

    private final List<Written> written = new ArrayList<>();

    void take(Instruction instruction) {
        if (instruction instanceof Instruction.WriteRecord(JournalRecord content)) {
            write(content);
        }
    }

    private void write(JournalRecord content) {
        ByteBuffer buffer = JournalRecordCodec.encode(content);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        written.add(new Written(JournalRecordCodec.type(content), bytes));
    }

    /// Puts what a machine knows in place of all records.
    List<JournalRecord> replace(SchedulerMachine machine) {
        written.clear();
        List<JournalRecord> live = new ArrayList<>();
        machine.liveRecords().forEachRemaining(live::add);
        live.forEach(this::write);
        return live;
    }

    void replay(SchedulerMachine machine, long nowNanos) {
        for (Written content : written) {
            machine.handle(new Event.Replayed(JournalRecordCodec.decode(content.type(), content.bytes()), nowNanos));
            if (machine.life() > 0) {
                machine.checkInvariants();
            }
        }
    }
}
