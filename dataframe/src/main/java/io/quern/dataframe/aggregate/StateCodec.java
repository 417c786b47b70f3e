package io.quern.dataframe.aggregate;

import io.quern.core.graph.Payload;
import io.quern.core.value.Functions;
import io.quern.dataframe.batch.BytesVector;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Carries states of custom aggregations as bytes, each by itself, with the classes that the thread's context class
/// loader sees. For one thread.
final class StateCodec {
    private final ClassLoader loader;
    private @Nullable Functions functions;

    StateCodec() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        loader = context != null ? context : StateCodec.class.getClassLoader();
    }

    /// @throws io.quern.core.error.QuernException if the state cannot be serialised
    byte[] toBytes(Object state) {
        return functions().serialize(state).bytes();
    }

    /// A state that nobody else has.
    ///
    /// @param row of a state, not null
    Object toState(BytesVector states, int row) {
        byte[] one = Arrays.copyOfRange(states.data(), states.offsets()[row], states.offsets()[row + 1]);
        return Objects.requireNonNull(functions().deserialize(Payload.of(one), loader));
    }

    /// How many bytes [#toBytes] would make.
    ///
    /// @throws io.quern.core.error.QuernException if the state cannot be serialised
    long sizeBytes(Object state) {
        return functions().serializedBytes(state);
    }

    private Functions functions() {
        Functions known = functions;
        if (known == null) {
            known = Functions.of(loader);
            functions = known;
        }
        return known;
    }
}
