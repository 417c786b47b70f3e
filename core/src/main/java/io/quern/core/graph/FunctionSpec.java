package io.quern.core.graph;

/// A function that several tasks of a batch share.
///
/// @param name what people see, and the first part of the keys that are made for its tasks, such as `square`
/// @param definedAt the user's line that made it, such as `Report.java:41`; empty where unknown
/// @param code the serialised [io.quern.core.task.TaskFunction]
public record FunctionSpec(String name, String definedAt, Payload code) {}
