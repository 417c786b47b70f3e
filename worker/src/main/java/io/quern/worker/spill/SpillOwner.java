package io.quern.worker.spill;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The process to which a spill folder belongs, by the folder's name: `quern-spill-PID-START-RANDOM`. A process id
/// is given out again, so its start (milliseconds since 1970, 0 where the system does not tell) belongs to it.
record SpillOwner(long pid, long startMillis) {
    private static final Pattern NAME = Pattern.compile("quern-spill-(\\d{1,18})-(\\d{1,18})-.+");

    static SpillOwner ofThisProcess() {
        return of(ProcessHandle.current());
    }

    private static SpillOwner of(ProcessHandle process) {
        return new SpillOwner(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /// The owner of a folder of that name; empty where it is no spill folder.
    static Optional<SpillOwner> of(Path folder) {
        Matcher matcher = NAME.matcher(folder.getFileName().toString());
        return matcher.matches()
                ? Optional.of(new SpillOwner(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    String prefix() {
        return "quern-spill-" + pid + "-" + startMillis + "-";
    }

    /// Whether this process, and not another one with its number, runs on this machine.
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .map(SpillOwner::of)
                .filter(this::equals)
                .isPresent();
    }
}
