package io.quern.worker.execution;

/// A digest of all that a simulation did, the same for the same texts in the same order (FNV-1a, 64 bits).
final class TraceDigest {
    private long hash = 0xcbf29ce484222325L;

    void add(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
    }

    long value() {
        return hash;
    }
}
