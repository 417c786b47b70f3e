package io.quern.scheduler;

import io.quern.core.message.ClientMessage;

/// What a viewer may say: what asks, and nothing that changes anything. Without a `default`, so that whoever adds
/// a message decides it.
final class ViewerRights {
    static final String REFUSAL =
            "a viewer may ask and not change anything; take the connection file that the scheduler wrote for clients";

    private ViewerRights() {}

    static boolean maySay(ClientMessage message) {
        return switch (message) {
            case ClientMessage.RegisterClient _, ClientMessage.ListTasks _ -> true;
            case ClientMessage.SubmitJob _,
                    ClientMessage.CancelJob _,
                    ClientMessage.ReleaseJob _,
                    ClientMessage.ReportLostResult _ -> false;
        };
    }
}
