package io.quern.cluster;

import io.quern.core.code.BlobStore;
import io.quern.core.runtime.Clock;
import io.quern.core.runtime.SystemClock;
import io.quern.core.transport.tcp.TcpTransport;
import io.quern.scheduler.SchedulerJournal;
import io.quern.scheduler.SchedulerServer;
import io.quern.scheduler.code.CodeDepot;
import io.quern.scheduler.settings.JournalSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/// A scheduler with a journal, at the address that the connection file names: to be killed.
final class SchedulerProgram {
    private SchedulerProgram() {}

    public static void main(String[] arguments) {
        Clock clock = new SystemClock();
        ClusterSettings settings = ClusterSettings.ofThisProcess();
        ClusterAccess access = ClusterAccess.read(Path.of(arguments[0]));
        TcpTransport transport = access.transport("scheduler", ProgramClasses.loader(), settings.transport(), clock);
        JournalSettings kept = new JournalSettings(true, Path.of(arguments[1]), 1 << 20, Duration.ofSeconds(4));
        BlobStore code = BlobStore.open(Path.of(arguments[1]).resolveSibling("code"), settings.codeBytesMax());
        SchedulerServer scheduler = new SchedulerServer(
                settings.scheduler(),
                clock,
                new CodeDepot(code),
                SchedulerJournal.open(kept, clock, new SecureRandom()));
        scheduler.start(transport, access.address());
        System.out.println("ready");
        scheduler.end().join();
    }
}
