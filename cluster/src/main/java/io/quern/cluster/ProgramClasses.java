package io.quern.cluster;

/// Where the classes of the program are found that runs on a cluster in its own JVM.
final class ProgramClasses {
    private ProgramClasses() {}

    /// The context class loader of the calling thread, which application servers and notebooks set; else the loader
    /// of this class.
    static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : ProgramClasses.class.getClassLoader();
    }
}
