package io.quern.client.shipping;

import io.quern.core.key.CodeHash;
import java.util.Collection;

/// Code that need not travel: workers have it, or the scheduler holds it for the task that the client is part of.
///
/// @param codeSet what is named; [CodeHash#NONE] where every worker has the code anyway
public record PresentCode(CodeHash codeSet) implements TravellingCode {
    /// Of a program whose workers have all its code.
    public static final PresentCode EVERYWHERE = new PresentCode(CodeHash.NONE);

    @Override
    public CodeHash ship(Collection<Class<?>> classes) {
        return codeSet;
    }

    @Override
    public void ensure(CodeHash shipped) {}

    @Override
    public boolean hasShipped() {
        return false;
    }

    @Override
    public void shipAgain() {}

    @Override
    public void close() {}
}
