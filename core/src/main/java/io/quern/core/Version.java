package io.quern.core;

/// The version of this build, equal in every module of it. Peers compare it when they say hello.
public final class Version {
    private static final String NUMBER = "0.1.0-SNAPSHOT";

    private Version() {}

    /// Returns the version number, for example `0.1.0-SNAPSHOT`.
    public static String number() {
        return NUMBER;
    }
}
