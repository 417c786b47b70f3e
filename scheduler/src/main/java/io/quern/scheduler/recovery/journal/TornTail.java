package io.quern.scheduler.recovery.journal;

/// Bytes at the end of a journal that a crash left half written. Nobody was told that what they held is safe.
///
/// @param file in which they stood
/// @param offset of the first of them
/// @param problem why they are no record
/// @param keptIn the file to which they were moved
public record TornTail(String file, long offset, long bytes, String problem, String keptIn) {
    @Override
    public String toString() {
        return "the last " + bytes + " bytes of " + file + ", from byte " + offset + ", were not written to their end ("
                + problem + "); they were cut and are kept in " + keptIn;
    }
}
