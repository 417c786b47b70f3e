package io.quern.cli.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Clocks are read, threads put to sleep and unseeded random sources made in one package, which everybody else is
/// handed.
final class OneClock implements ArchitectureRule {
    private static final String HOME = "io.quern.core.runtime";
    private static final Set<String> METHODS = Set.of(
            "java/lang/System.nanoTime",
            "java/lang/System.currentTimeMillis",
            "java/lang/Thread.sleep",
            "java/lang/Math.random",
            "java/time/Instant.now",
            "java/time/LocalDate.now",
            "java/time/LocalDateTime.now",
            "java/time/LocalTime.now",
            "java/time/OffsetDateTime.now",
            "java/time/ZonedDateTime.now",
            "java/time/Clock.systemUTC",
            "java/time/Clock.systemDefaultZone",
            "java/util/Random.<init>:()V",
            "java/util/SplittableRandom.<init>:()V",
            "java/util/UUID.randomUUID",
            "java/util/concurrent/ThreadLocalRandom.current");

    @Override
    public List<String> violations(House house) {
        List<String> found = new ArrayList<>();
        for (CompiledClass from : house.classes()) {
            if (from.packageName().equals(HOME)) {
                continue;
            }
            for (String used : from.members()) {
                if (METHODS.contains(used) || METHODS.contains(used.substring(0, used.indexOf(':')))) {
                    found.add(from.name() + " uses " + used + ": take a clock or a seeded source from " + HOME);
                }
            }
        }
        return found;
    }
}
