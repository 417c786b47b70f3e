package io.quern.core.transport;

import io.quern.core.key.RunId;
import io.quern.core.key.TaskKey;
import io.quern.core.task.KeptOutput;
import java.util.Optional;

/// Looks results up for peers. Called by any thread.
@FunctionalInterface
public interface ResultProvider {
    /// The held result, or empty where it is not held (any more).
    Optional<HeldResult> lookUp(RunId result);

    /// One part of a held result, or empty where the result is not held (any more).
    ///
    /// @throws io.quern.core.error.QuernException INTERNAL where the result has no such part
    default Optional<HeldResult> lookUpPart(RunId result, int part) {
        return lookUp(result).map(held -> held.part(part));
    }

    /// The held result as its codecs have written it, where that is at hand and the value is not in memory; a
    /// holder asks for this first, so that what is on a disk is sent from there. Does not wait.
    default Optional<EncodedResult> lookUpEncoded(RunId result) {
        return Optional.empty();
    }

    /// One part of a held result, as [#lookUpEncoded]. Where the result has no such part writing fails as
    /// [#lookUpPart] does.
    default Optional<EncodedResult> lookUpEncodedPart(RunId result, int part) {
        return Optional.empty();
    }

    /// Buffers for what is being sent take so much more memory, or less. Called before they are taken; does not
    /// wait.
    default void sending(long changeBytes) {
        // Only who counts its memory wants to know.
    }

    /// What the runs of a task have written here, as far as it is kept.
    default KeptOutput output(TaskKey task) {
        return KeptOutput.UNCAPTURED;
    }
}
