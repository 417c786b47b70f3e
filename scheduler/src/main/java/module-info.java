import org.jspecify.annotations.NullMarked;

/// Expands stages into tasks, places them on workers, grants commits.
@NullMarked
module io.quern.scheduler {
    requires transitive io.quern.core;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports io.quern.scheduler;
    exports io.quern.scheduler.code;
    exports io.quern.scheduler.settings;
}
