package com.example.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.quern.client.call.RemoteCallable;
import io.quern.client.call.RemoteFunction;
import io.quern.client.code.FunctionCodes;
import io.quern.client.error.UserFrames;
import io.quern.client.graph.TaskGraph;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.value.Functions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Outside of the framework's packages, as programs are: the lines and names that people see are theirs.
class CallSiteTest {
    private final FunctionCodes codes = new FunctionCodes(Functions.of(CallSiteTest.class.getClassLoader()));

    private record Scale(int by) implements RemoteFunction<Integer, Integer> {
        @Override
        public Integer applyRemotely(Integer value) {
            return by * value;
        }
    }

    @Test
    void theLineIsTheOneThatCalled() {
        assertThat(UserFrames.callSite()).isEqualTo("CallSiteTest.java:" + ownLine());
    }

    @Test
    void functionsCarryTheirLineAndAName() {
        int line = ownLine() + 1;
        FunctionSpec lambda = codes.apply((Integer x) -> x + 1);
        assertThat(lambda.definedAt()).isEqualTo("CallSiteTest.java:" + line);
        assertThat(lambda.name()).isEqualTo("CallSiteTest.functionsCarryTheirLineAndAName");
        assertThat(codes.apply((RemoteFunction<String, Integer>) Integer::parseInt)
                        .name())
                .isEqualTo("parseInt");
        assertThat(codes.apply((RemoteFunction<String, StringBuilder>) StringBuilder::new)
                        .name())
                .isEqualTo("new StringBuilder");
        assertThat(codes.apply(new Scale(3)).name()).isEqualTo("Scale");
    }

    @Test
    void lambdasWithoutStateAreSerialisedOnceAndOthersEachTime() {
        RemoteFunction<Integer, Integer> stateless = x -> x + 1;
        assertThat(codes.apply(stateless)).isSameAs(codes.apply(stateless));
        int[] state = {1};
        RemoteFunction<Integer, Integer> capturing = x -> x + state[0];
        FunctionSpec before = codes.apply(capturing);
        state[0] = 2;
        assertThat(codes.apply(capturing).code()).isNotEqualTo(before.code());
    }

    @Test
    void callablesThatCaptureShareTheirFunctionAndDifferInTheirArgument() {
        FunctionCodes.Call one = codes.invoke(adder(1));
        FunctionCodes.Call two = codes.invoke(adder(2));
        assertThat(one.function()).isEqualTo(two.function());
        assertThat(one.argument()).isNotEqualTo(two.argument());
    }

    private static RemoteCallable<Integer> adder(int value) {
        return () -> value + 1;
    }

    @Test
    void nodesOfGraphsCarryTheLineThatAddedThem() {
        TaskGraph graph = TaskGraph.builder()
                .task("a", () -> 1)
                .task("b", in -> in.size(), List.of("a"))
                .build();
        assertThat(graph.content(0).definedAt()).startsWith("CallSiteTest.java:");
        assertThat(graph.content(1).definedAt()).startsWith("CallSiteTest.java:");
    }

    private static int ownLine() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }
}
