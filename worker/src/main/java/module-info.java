import org.jspecify.annotations.NullMarked;

/// Runs tasks, keeps their results and serves them to peers.
@NullMarked
module io.quern.worker {
    requires transitive io.quern.core;
    requires java.management;
    requires jdk.management;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports io.quern.worker;
    exports io.quern.worker.code;
    exports io.quern.worker.execution;
    exports io.quern.worker.execution.story;
    exports io.quern.worker.nanny;
    exports io.quern.worker.output;
}
