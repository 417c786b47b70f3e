import org.jspecify.annotations.NullMarked;

/// Submits work to a cluster and holds its futures.
@NullMarked
module io.quern.client {
    requires transitive io.quern.core;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports io.quern.client;
    exports io.quern.client.call;
    exports io.quern.client.coordination;
    exports io.quern.client.error;
    exports io.quern.client.future;
    exports io.quern.client.graph;
    exports io.quern.client.options;
    exports io.quern.client.output;
    exports io.quern.client.progress;
    exports io.quern.client.shipping;
    exports io.quern.client.workers;
}
