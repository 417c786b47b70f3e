package io.quern.core.wire;

import io.quern.core.message.SharedName;
import io.quern.core.message.SharedValue;

/// Names and values of shared objects.
final class SharedElements {
    private SharedElements() {}

    static void name(WireWriter out, SharedName name) {
        out.name(name.text());
    }

    static SharedName name(WireReader in) {
        return new SharedName(in.name("name"));
    }

    static void value(WireWriter out, SharedValue value) {
        switch (value) {
            case SharedValue.Bytes bytes -> {
                out.oneByte(0);
                out.payload(bytes.payload());
            }
            case SharedValue.Result result -> {
                out.oneByte(1);
                Elements.task(out, result.task());
            }
        }
    }

    static SharedValue value(WireReader in) {
        int kind = in.oneByte("value.kind");
        return switch (kind) {
            case 0 -> new SharedValue.Bytes(in.payload("value.payload"));
            case 1 -> new SharedValue.Result(Elements.task(in));
            default -> throw in.error("value.kind", "no kind of value has the number " + kind);
        };
    }
}
