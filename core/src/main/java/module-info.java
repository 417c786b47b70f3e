import org.jspecify.annotations.NullMarked;

/// What every part of Quern shares: keys, graphs, messages and their codecs, value serialisation, transport, event
/// loop, configuration and errors.
@NullMarked
module io.quern.core {
    requires com.esotericsoftware.kryo;
    requires com.esotericsoftware.minlog;
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.objenesis;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports io.quern.core;
    exports io.quern.core.access;
    exports io.quern.core.code;
    exports io.quern.core.config;
    exports io.quern.core.current;
    exports io.quern.core.error;
    exports io.quern.core.graph;
    exports io.quern.core.hook;
    exports io.quern.core.key;
    exports io.quern.core.message;
    exports io.quern.core.runtime;
    exports io.quern.core.task;
    exports io.quern.core.transport;
    exports io.quern.core.transport.local;
    exports io.quern.core.transport.tcp;
    exports io.quern.core.value;
    exports io.quern.core.wire;

    uses io.quern.core.value.ValueCodec;
}
