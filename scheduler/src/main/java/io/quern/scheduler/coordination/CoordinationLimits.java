package io.quern.scheduler.coordination;

/// What the scheduler keeps for the programs that share objects.
///
/// @param objectsMax locks, semaphores, set events, queues and variables in use
/// @param waitersMax requests that wait
/// @param valueBytesMax bytes of all values in queues and variables
/// @param listedMax objects in one listing
public record CoordinationLimits(int objectsMax, int waitersMax, long valueBytesMax, int listedMax) {
    public static final CoordinationLimits DEFAULT =
            new CoordinationLimits(100_000, 1_000_000, 256L * 1024 * 1024, 10_000);
}
