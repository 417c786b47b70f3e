package io.quern.client.code;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.shipping.PresentCode;
import io.quern.client.shipping.TravellingCode;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeSetsTest {
    private static final Payload PLAIN = Payload.of(new byte[] {1});

    private final List<String> asked = new ArrayList<>();
    private final CodeSets sets = new CodeSets(new Travelling());

    @Test
    void codeIsLookedForOnceForTheSameClassesAndHeldToBeThereEachTime() {
        CodeHash first = sets.begin().of(function(CodeSetsTest.class), PLAIN);
        CodeHash again = sets.begin().of(function(CodeSetsTest.class), PLAIN);
        CodeHash other = sets.begin().of(function(CodeSetsTest.class), payload(Travelling.class));

        assertThat(again).isEqualTo(first).isNotEqualTo(other);
        assertThat(asked).containsExactly("ship CodeSetsTest", "ensure", "ship CodeSetsTest Travelling");
    }

    @Test
    void classesOfAShellAreLookedAtAgainWithEachCallButNotForEachElement() {
        Class<?> typed = new Shell().define("REPL.$JShell$1");
        CodeSets.OneCall map = sets.begin();
        for (int element = 0; element < 3; element++) {
            map.of(function(typed), PLAIN);
        }
        sets.begin().of(function(CodeSetsTest.class), payload(typed));
        sets.begin().of(function(CodeSetsTest.class), payload(typed));

        assertThat(asked)
                .containsExactly(
                        "ship $JShell$1",
                        "ensure",
                        "ensure",
                        "ship CodeSetsTest $JShell$1",
                        "ship CodeSetsTest $JShell$1");
    }

    @Test
    void whatGoesTogetherHasTheCodeOfAll() {
        sets.begin().of(List.of(payload(CodeSetsTest.class), PLAIN, payload(Travelling.class)));

        assertThat(asked).containsExactly("ship CodeSetsTest Travelling");
    }

    @Test
    void codeThatIsThereIsNamedAndNeverLookedFor() {
        CodeHash own = new CodeHash(1, 2, 3, 4);
        CodeSets inTask = new CodeSets(new PresentCode(own));

        assertThat(inTask.begin().of(function(CodeSetsTest.class), PLAIN)).isEqualTo(own);
        assertThat(inTask.begin().of(List.of(PLAIN))).isEqualTo(own);
        assertThat(new CodeSets(PresentCode.EVERYWHERE)
                        .begin()
                        .of(function(CodeSetsTest.class), PLAIN)
                        .isNone())
                .isTrue();
    }

    private static FunctionSpec function(Class<?> type) {
        return new FunctionSpec("f", "", payload(type));
    }

    private static Payload payload(Class<?> type) {
        return Payload.of(new byte[] {2}, List.of(type));
    }

    /// Says what it is asked; a set is known by its classes.
    private final class Travelling implements TravellingCode {
        @Override
        public CodeHash ship(Collection<Class<?>> classes) {
            StringBuilder names = new StringBuilder("ship");
            classes.forEach(
                    type -> names.append(' ').append(type.getName().replaceFirst("^(REPL\\.|.*CodeSetsTest\\$)", "")));
            asked.add(names.toString().replace(CodeSetsTest.class.getName(), "CodeSetsTest"));
            return new CodeHash(classes.hashCode(), 0, 0, 1);
        }

        @Override
        public void ensure(CodeHash shipped) {
            asked.add("ensure");
        }

        @Override
        public boolean hasShipped() {
            return !asked.isEmpty();
        }

        @Override
        public void shipAgain() {
            asked.add("again");
        }

        @Override
        public void close() {
            asked.add("close");
        }
    }

    private static final class Shell extends ClassLoader {
        Class<?> define(String name) {
            byte[] bytes = ClassFile.of().build(ClassDesc.of(name), _ -> {});
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
