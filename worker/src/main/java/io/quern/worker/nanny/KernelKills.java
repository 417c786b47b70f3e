package io.quern.worker.nanny;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many processes Linux has killed for want of memory: those of this process's control group, of either version
/// of control groups, and where there is none those of the machine. Every source has it in a line `oom_kill N`.
///
/// Source: cgroups(7), and Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst of Linux.
final class KernelKills {
    private static final Pattern COUNT = Pattern.compile("^oom_kill (\\d+)$", Pattern.MULTILINE);
    private static final Pattern UNIFIED = Pattern.compile("^0::(/.*)$", Pattern.MULTILINE);
    private static final Pattern MEMORY =
            Pattern.compile("^\\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(/.*)$", Pattern.MULTILINE);

    /// So many looks after the count has risen, another death is not taken for the kernel's.
    private static final int LOOKS_OF_A_DEATH = 20;

    private final List<Path> sources;

    /// @param proc where the process file system is mounted
    /// @param groups where control groups are
    KernelKills(Path proc, Path groups) {
        List<Path> known = new ArrayList<>();
        String membership = read(proc.resolve("self/cgroup"));
        Path first = groups.resolve("memory");
        // A container sees its own group at the mount, whatever path its membership names.
        addGroup(known, UNIFIED.matcher(membership), groups, "memory.events");
        addGroup(known, MEMORY.matcher(membership), first, "memory.oom_control");
        known.add(groups.resolve("memory.events"));
        known.add(first.resolve("memory.oom_control"));
        known.add(proc.resolve("vmstat"));
        this.sources = List.copyOf(known);
    }

    /// Of this machine.
    static KernelKills here() {
        return new KernelKills(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    private static void addGroup(List<Path> known, Matcher group, Path mount, String file) {
        if (group.find()) {
            known.add(mount.resolve(group.group(1).substring(1)).resolve(file));
        }
    }

    /// So many until now; empty where the system does not say.
    OptionalLong count() {
        for (Path source : sources) {
            Matcher count = COUNT.matcher(read(source));
            if (count.find()) {
                return OptionalLong.of(Long.parseLong(count.group(1)));
            }
        }
        return OptionalLong.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException notThere) {
            return "";
        }
    }

    Watch watch() {
        return new Watch();
    }

    /// Sees the count rise. A process that is killed takes a while to die, the longer the more memory it had, and the
    /// count rises before.
    final class Watch {
        private long seen = count().orElse(0);
        private int looksSinceRise = LOOKS_OF_A_DEATH;

        /// To be called ten times a second.
        void look() {
            long now = count().orElse(seen);
            looksSinceRise = now > seen ? 0 : Math.min(looksSinceRise + 1, LOOKS_OF_A_DEATH);
            seen = now;
        }

        /// Whether a process that is dead by now may be one of those that were killed.
        boolean haveJustRisen() {
            look();
            return looksSinceRise < LOOKS_OF_A_DEATH;
        }
    }
}
