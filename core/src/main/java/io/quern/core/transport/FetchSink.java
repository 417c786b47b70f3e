package io.quern.core.transport;

import io.quern.core.value.ValueCodecs;
import org.jspecify.annotations.Nullable;

/// Receives the outcome of one fetch.
public interface FetchSink {
    void fetched(HeldResult result);

    /// What reads the result, where it has to come from bytes; null: the transport's own codecs. Called by a thread
    /// that may block.
    default @Nullable ValueCodecs codecs() {
        return null;
    }

    /// Bytes that have come and are not decoded yet take so much more memory, or less; in sum nothing, once the outcome
    /// is told. Called by the network's thread and by that which decodes; does not wait.
    default void receiving(long changeBytes) {
        // Only who counts its memory wants to know.
    }

    /// The holder answered that it does not have the result, or could not encode it.
    void absent(String reason);

    /// The holder could not be reached, or the connection broke.
    void unreachable(String reason);

    /// The result came and cannot be read in this process, where a class of it is missing, for example. Another
    /// copy would not help; who can say nothing better treats it as absent.
    default void unreadable(String reason) {
        absent(reason);
    }
}
