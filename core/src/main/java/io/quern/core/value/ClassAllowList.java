package io.quern.core.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Decides by name, before any class is looked up, whose instances may be written or read.
///
/// Allowed are classes of the framework that are plain values or task functions, and classes of the user's code
/// set. Values of the JDK do not pass here: they have fixed registrations ([JdkTypes]). Denied although the code
/// set may hold them are packages of libraries whose classes act on their own when they are filled from bytes.
public final class ClassAllowList {
    /// Why a class is refused that nobody has.
    static final String UNKNOWN =
            "it is not on the class path of the program, nor does its class loader hand out its class file";

    private static final Pattern CLASS_NAME = Pattern.compile("[\\p{L}\\p{N}_$.]{1,500}");

    private static final List<String> FRAMEWORK = List.of("io.quern.");

    /// Parts of the framework that belong to one process.
    private static final List<String> PROCESS_BOUND = List.of(
            "io.quern.core.access.", "io.quern.core.current.", "io.quern.core.runtime.", "io.quern.core.transport.");

    private static final List<String> JDK =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.dom.", "org.xml.sax.", "org.ietf.jgss.");

    /// Libraries whose classes have been used to run code while an object was being read, or that hold a process's
    /// own things. The list is defence in depth: who may submit a job may run code on workers anyway.
    private static final List<String> DENIED = List.of(
            "bsh.",
            "ch.qos.logback.",
            "clojure.",
            "com.alibaba.fastjson",
            "com.caucho.",
            "com.esotericsoftware.",
            "com.fasterxml.jackson.",
            "com.mchange.",
            "com.rometools.",
            "com.vaadin.",
            "com.zaxxer.",
            "freemarker.",
            "groovy.",
            "io.netty.",
            "javassist.",
            "net.bytebuddy.",
            "net.sf.cglib.",
            "org.apache.bcel.",
            "org.apache.catalina.",
            "org.apache.commons.beanutils",
            "org.apache.commons.collections",
            "org.apache.commons.configuration",
            "org.apache.commons.fileupload",
            "org.apache.hadoop.",
            "org.apache.logging.",
            "org.apache.log4j.",
            "org.apache.velocity.",
            "org.apache.wicket.",
            "org.apache.xalan.",
            "org.apache.xbean.",
            "org.aspectj.",
            "org.codehaus.groovy.",
            "org.hibernate.",
            "org.jboss.",
            "org.mozilla.javascript.",
            "org.objenesis.",
            "org.python.",
            "org.slf4j.",
            "org.springframework.");

    private final UserClasses userClasses;

    /// Names that passed, so that a code set is asked once. Refused ones are not kept: they may come from anybody.
    private final Map<String, Boolean> passed = new ConcurrentHashMap<>();

    public ClassAllowList(UserClasses userClasses) {
        this.userClasses = userClasses;
    }

    /// Why instances of that class do not pass; empty where they do.
    ///
    /// @param className binary name of a class that is not an array
    public Optional<String> refusal(String className) {
        if (passed.containsKey(className)) {
            return Optional.empty();
        }
        Optional<String> refusal = decide(className);
        if (refusal.isEmpty()) {
            passed.put(className, Boolean.TRUE);
        }
        return refusal;
    }

    private Optional<String> decide(String className) {
        if (!CLASS_NAME.matcher(className).matches()) {
            return Optional.of(
                    className.contains("/")
                            ? "its class is hidden: only the JVM that made it knows it"
                            : "that is not a class name");
        }
        if (startsWithAny(className, JDK)) {
            return Optional.of("it is not among the JDK's value types that travel");
        }
        if (startsWithAny(className, PROCESS_BOUND)) {
            return Optional.of("it belongs to one process");
        }
        if (startsWithAny(className, DENIED)) {
            return Optional.of("classes of that library are not let in, because reading them can run code");
        }
        if (startsWithAny(className, FRAMEWORK) || userClasses.holds(className)) {
            return Optional.empty();
        }
        return Optional.of(UNKNOWN);
    }

    private static boolean startsWithAny(String className, List<String> prefixes) {
        return prefixes.stream().anyMatch(className::startsWith);
    }
}
