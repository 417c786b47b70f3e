package io.quern.client.coordination;

import io.quern.core.error.QuernException;
import io.quern.core.graph.Payload;
import io.quern.core.message.SharedValue;
import io.quern.core.value.ValueCodecs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/// Turns the values of one queue or variable into bytes and back.
///
/// @param object for errors, such as `queue jobs`
record TypedValues<T>(ValueCodecs codecs, String object, Class<T> type) {
    TypedValues {
        if (type.isPrimitive()) {
            throw QuernException.user(object + " cannot have values of the primitive type " + type
                    + "; name its object type, as Integer.class for int");
        }
    }

    SharedValue encode(T value) {
        Objects.requireNonNull(value, () -> object + " takes no null");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            codecs.encode(value, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("encoding a value for " + object + " into memory failed", e);
        }
        try {
            return new SharedValue.Bytes(Payload.of(bytes.toByteArray()));
        } catch (IllegalArgumentException tooLarge) {
            throw QuernException.user(object + ": " + tooLarge.getMessage(), tooLarge);
        }
    }

    T decode(SharedValue shared) {
        return switch (shared) {
            case SharedValue.Bytes bytes -> decode(bytes.payload());
            case SharedValue.Result result ->
                throw QuernException.user(object + " refers to the result of task " + result.task()
                        + ", which is not read as a value; let the program that shares it share the value");
        };
    }

    private T decode(Payload payload) {
        Object value;
        try {
            value = codecs.decode(new ByteArrayInputStream(payload.bytes()));
        } catch (IOException e) {
            throw QuernException.user("a value of " + object + " cannot be read here: " + e.getMessage(), e);
        }
        if (!type.isInstance(value)) {
            throw QuernException.user(object + " gave a "
                    + (value == null ? "null" : value.getClass().getName()) + ", this program expects a "
                    + type.getName() + "; use the same type everywhere, or another name");
        }
        return type.cast(value);
    }
}
