package io.quern.core.value;

import com.esotericsoftware.kryo.KryoException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A value that must not be written or read. Serializers on its way up add where it was held.
final class UnsendableException extends KryoException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;
    private final transient List<String> holders = new ArrayList<>();

    UnsendableException(String problem, String remedy) {
        super(problem);
        this.problem = problem;
        this.remedy = remedy;
    }

    String problem() {
        return problem;
    }

    String remedy() {
        return remedy;
    }

    /// From the outermost holder inwards.
    List<String> path() {
        List<String> path = new ArrayList<>(holders);
        Collections.reverse(path);
        return path;
    }

    @Override
    public void addTrace(String holder) {
        holders.add(holder);
    }

    @Override
    public String getMessage() {
        return problem + "; " + remedy;
    }
}
