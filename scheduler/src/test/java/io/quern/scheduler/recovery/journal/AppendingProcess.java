package io.quern.scheduler.recovery.journal;

import io.quern.core.runtime.SystemClock;
import io.quern.scheduler.recovery.JournalRecord;
import io.quern.scheduler.recovery.storage.FolderStorage;
import io.quern.scheduler.recovery.storage.JournalException;
import io.quern.scheduler.recovery.storage.JournalStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Semaphore;

/// The other process of the tests: appends numbered records to the journal in the folder that it is given, and
/// says on standard output which are durable, until it is killed.
final class AppendingProcess implements JournalListener {
    /// Records that may be under way.
    private final Semaphore pace = new Semaphore(200);
    private long durable;

    private AppendingProcess(long durable) {
        this.durable = durable;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (JournalStorage storage = FolderStorage.open(Path.of(arguments[0]), new SystemClock())) {
            JournalOpening opening = JournalOpening.of(storage, 256 * 1024, new SecureRandom(), 1);
            NumberedRecords found = new NumberedRecords();
            opening.replay(found::add);
            System.out.println("epoch " + opening.epoch());
            AppendingProcess process = new AppendingProcess(found.last());
            process.append(opening.start(new SystemClock(), process), found.last() + 1);
        } catch (JournalException e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    private void append(Journal journal, long first) throws InterruptedException {
        for (long number = first; ; number++) {
            pace.acquire();
            JournalRecord record = NumberedRecords.numbered(number, (int) (number * 37 % 4_000));
            if (journal.append(record) != number) {
                throw new AssertionError("numbers and sequences do not agree at " + number);
            }
            if (journal.isCheckpointDue()) {
                journal.checkpoint(List.of(record).iterator());
            }
        }
    }

    @Override
    public void durable(long sequence) {
        System.out.println("durable " + sequence);
        pace.release((int) (sequence - durable));
        durable = sequence;
    }

    @Override
    public void checkpointed() {
        System.out.println("checkpointed");
    }

    @Override
    public void checkpointFailed(JournalException failure) {
        System.out.println("refused " + failure.getMessage());
    }

    @Override
    public void failed(JournalException failure) {
        System.out.println("refused " + failure.getMessage());
    }
}
