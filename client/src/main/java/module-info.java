import org.jspecify.annotations.NullMarked;

/// Submits work to a cluster and holds its futures.
@NullMarked
module io.quern.client {
    requires transitive io.quern.core;
    requires org.slf4j;
    requires static transitive org.jspecify;

    exports io.quern.client;
    exports io.quern.client.coordination;
    exports io.quern.client.progress;
}
