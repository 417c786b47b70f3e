package io.quern.worker.output;

/// How much of what tasks write a worker keeps.
///
/// @param runBytes of one run: half of it from its beginning, half from its end
/// @param workerBytes of all runs together; those that wrote nothing for longest are forgotten first
public record OutputLimits(long runBytes, long workerBytes) {
    public OutputLimits {
        if (runBytes < 1 || workerBytes < runBytes) {
            throw new IllegalArgumentException("what is kept of the output of all runs, " + workerBytes
                    + " bytes, must be at least what is kept of one, " + runBytes + " bytes, which must be positive");
        }
    }
}
