package io.quern.client.future;

import io.quern.core.key.TaskKey;

/// Names an actor, and can be sent: a task that is given one calls the actor by a client of its own. It does not
/// keep the actor alive; handles and calls do.
///
///     ActorRef<Counter> ref = counter.ref();
///     client.submit(() -> {
///         try (Client inside = Client.ofTask(); Actor<Counter> actor = inside.actor(ref)) {
///             return actor.call(c -> c.add(1)).join();
///         }
///     });
///
/// @param task that made the actor
/// @param key by which people know it
/// @param type name of what the actor is called as
@SuppressWarnings("UnusedTypeParameter") // It types the handle that is made of it.
public record ActorRef<T>(TaskKey task, String key, String type) {}
