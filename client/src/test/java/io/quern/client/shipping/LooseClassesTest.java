package io.quern.client.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quern.core.code.SessionVariables;
import io.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Classes as jshell makes them. That a real jshell makes them so is seen by `CodeTravelsIT` of `cli`.
class LooseClassesTest {
    private static final String VARIABLES = """
            package REPL;
            public class $JShell$1 {
                public static int factor = 3;
                public static Object cluster = new Thread();
                public static String text = "t";
                public static String unused = "u";
            }
            """;

    private static final String SNIPPET = """
            package REPL;
            public class $JShell$2 {
                public interface Fn extends java.io.Serializable { Object of(int n); }
                public static int times(int n) { return n * $JShell$1.factor; }
                public static Object do_it$() {
                    Fn f = n -> new Own(times(n));
                    System.out.println($JShell$1.cluster);
                    return f;
                }
                public static Object unsent() { return $JShell$1.unused; }
                public static class Own {
                    Own(int n) {}
                    public String toString() { return $JShell$1.text; }
                }
            }
            """;

    private static final String BAD = """
            package REPL;
            public class $JShell$3 {
                public static Object do_it$() {
                    java.util.function.IntFunction<Object> f = (java.util.function.IntFunction<Object> & java.io.Serializable)
                            n -> $JShell$1.cluster;
                    return f;
                }
            }
            """;

    @TempDir
    private Path folder;

    private Map<String, byte[]> files;
    private MemoryLoader session;

    @BeforeEach
    void compile() throws Exception {
        files = MemoryLoader.compile(folder, VARIABLES, SNIPPET, BAD);
        session = new MemoryLoader(files);
    }

    @Test
    void variablesAreFoundThatLambdasReadAndWhatTheyCallAndUse() throws Exception {
        Set<String> variables = VariableReads.of(List.of(session.loadClass("REPL.$JShell$2")), files);
        assertThat(variables).containsExactly("REPL.$JShell$1#factor", "REPL.$JShell$1#text");
        assertThat(VariableReads.of(List.of(session.loadClass("REPL.$JShell$2$Own")), files))
                .containsExactly("REPL.$JShell$1#text");
        assertThat(SessionVariables.get(variables, session))
                .containsEntry("REPL.$JShell$1#factor", 3)
                .containsEntry("REPL.$JShell$1#text", "t");
    }

    @Test
    void aVariableWhoseValueCannotTravelIsRefusedByItsName() throws Exception {
        List<Class<?>> roots = List.of(session.loadClass("REPL.$JShell$3"));
        assertThatThrownBy(() ->
                        LooseClasses.of(roots, place -> place.getProtocol().equals("jrt")))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining(
                        "what is sent reads the variable cluster of the session, whose value cannot travel: "
                                + "cannot send a java.lang.Thread")
                .hasMessageContaining("make it inside the function");
    }

    @Test
    void aChangedVariableMakesAnotherJar() throws Exception {
        List<Class<?>> roots = List.of(session.loadClass("REPL.$JShell$2"));
        CodeBlob before = LooseClasses.of(roots, place -> place.getProtocol().equals("jrt"))
                .orElseThrow();
        SessionVariables.set(Map.of("REPL.$JShell$1#factor", 4), session);
        CodeBlob after = LooseClasses.of(roots, place -> place.getProtocol().equals("jrt"))
                .orElseThrow();
        assertThat(after.blob().hash()).isNotEqualTo(before.blob().hash());
        SessionVariables.set(Map.of("REPL.$JShell$1#factor", 3), session);
        assertThat(LooseClasses.of(roots, place -> place.getProtocol().equals("jrt"))
                        .orElseThrow()
                        .blob())
                .isEqualTo(before.blob());
    }

    @Test
    void nothingButVariablesOfAShellIsSet() {
        assertThatThrownBy(() -> SessionVariables.set(Map.of("java.lang.System#out", "x"), session))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("java.lang.System#out is no variable of jshell");
        assertThatThrownBy(() -> SessionVariables.set(Map.of("REPL.$JShell$1#factor", "text"), session))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("cannot set the variable REPL.$JShell$1#factor of jshell");
    }
}
