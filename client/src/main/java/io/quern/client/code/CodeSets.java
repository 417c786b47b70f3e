package io.quern.client.code;

import io.quern.client.shipping.PresentCode;
import io.quern.client.shipping.TravellingCode;
import io.quern.core.graph.FunctionSpec;
import io.quern.core.graph.Payload;
import io.quern.core.key.CodeHash;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The code sets of a session's tasks, looked for by the classes that their functions and arguments name.
///
/// What was found is kept for the session: a class that a loader has given out stays what it is. Not so in jshell,
/// whose classes may be changed and whose variables travel with them as they are: there the code is looked at
/// again with each call of the program, but not for each element of a `map`.
public final class CodeSets {
    private static final String SHELL_PACKAGE = "REPL.";

    private final TravellingCode code;
    private final Map<Named, CodeHash> known = new ConcurrentHashMap<>();

    /// The classes that the bytes of a task name.
    private record Named(List<Class<?>> byFunction, List<Class<?>> byArgument) {
        boolean isOfShell() {
            return isOfShell(byFunction) || isOfShell(byArgument);
        }

        private static boolean isOfShell(List<Class<?>> classes) {
            for (Class<?> type : classes) {
                if (type.getName().startsWith(SHELL_PACKAGE)) {
                    return true;
                }
            }
            return false;
        }
    }

    public CodeSets(TravellingCode code) {
        this.code = code;
    }

    /// Begins a call of the program, by one thread.
    public OneCall begin() {
        return new OneCall();
    }

    /// What is submitted by one call of the program. Used by one thread.
    public final class OneCall {
        private final Map<Named, CodeHash> asked = new HashMap<>();

        private OneCall() {}

        /// The code set of a task, which the scheduler has from then on. May wait for what has to travel.
        ///
        /// @throws io.quern.core.error.QuernException as [TravellingCode#ship] does
        public CodeHash of(FunctionSpec function, Payload argument) {
            if (code instanceof PresentCode(CodeHash codeSet)) {
                return codeSet;
            }
            return of(new Named(function.code().classes(), argument.classes()));
        }

        /// The code set of a value that goes with the code of a function.
        ///
        /// @param classes those of the user's of which the value is made
        /// @throws io.quern.core.error.QuernException as [TravellingCode#ship] does
        public CodeHash of(Collection<Payload> functions, List<Class<?>> classes) {
            if (code instanceof PresentCode(CodeHash codeSet)) {
                return codeSet;
            }
            Set<Class<?>> ofFunctions = new LinkedHashSet<>();
            functions.forEach(payload -> ofFunctions.addAll(payload.classes()));
            return of(new Named(List.copyOf(ofFunctions), classes));
        }

        /// A code set that the program has shipped; the scheduler has it from then on.
        public CodeHash again(CodeHash codeSet) {
            code.ensure(codeSet);
            return codeSet;
        }

        /// The code set of tasks that go together.
        ///
        /// @throws io.quern.core.error.QuernException as [TravellingCode#ship] does
        public CodeHash of(Collection<Payload> payloads) {
            if (code instanceof PresentCode(CodeHash codeSet)) {
                return codeSet;
            }
            Set<Class<?>> classes = new LinkedHashSet<>();
            payloads.forEach(payload -> classes.addAll(payload.classes()));
            return of(new Named(List.copyOf(classes), List.of()));
        }

        private CodeHash of(Named named) {
            CodeHash before = named.isOfShell() ? asked.get(named) : known.get(named);
            if (before != null) {
                code.ensure(before);
                return before;
            }
            Set<Class<?>> classes = new LinkedHashSet<>(named.byFunction());
            classes.addAll(named.byArgument());
            CodeHash shipped = code.ship(classes);
            if (named.isOfShell()) {
                asked.put(named, shipped);
            } else {
                known.put(named, shipped);
            }
            return shipped;
        }
    }
}
