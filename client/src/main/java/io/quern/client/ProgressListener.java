package io.quern.client;

import io.quern.core.message.ClientNotice.StageProgress;
import java.util.List;

/// Told how a job stands, at most a few times a second and once before it ends.
@FunctionalInterface
public interface ProgressListener {
    /// Nobody looks.
    ProgressListener NONE = _ -> {};

    /// @param stages one for each stage of the job, in the order of their ids
    void progressed(List<StageProgress> stages);
}
