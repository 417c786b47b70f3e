package io.quern.scheduler.coordination;

import io.quern.core.key.ClientId;

/// Who is to be answered, and to what.
record Asker(LeaseHolder holder, long request) {
    static Asker of(ClientId client, long owner, long request) {
        return new Asker(new LeaseHolder(client, owner), request);
    }

    static Asker of(Waiter waiter) {
        return new Asker(waiter.holder(), waiter.request());
    }

    ClientId client() {
        return holder.client();
    }
}
