package io.quern.dataframe.physical;

/// How plans become stages, where there is a choice.
///
/// @param groupPartitions in which the groups of aggregates are made; more than one by an exchange
/// @param scanPartitionsMax how many of the first partitions of each scan are read
/// @param mayPlanLater whether what is better decided by what was measured may be left to the job
public record LoweringOptions(int groupPartitions, int scanPartitionsMax, boolean mayPlanLater) {
    /// All of each scan, groups in one partition, planners where they help.
    public static final LoweringOptions DEFAULT = new LoweringOptions(1, Integer.MAX_VALUE, true);

    public LoweringOptions withGroupPartitions(int partitions) {
        return new LoweringOptions(partitions, scanPartitionsMax, mayPlanLater);
    }

    public LoweringOptions withScanPartitions(int partitionsMax) {
        return new LoweringOptions(groupPartitions, partitionsMax, mayPlanLater);
    }

    public LoweringOptions withoutPlanners() {
        return new LoweringOptions(groupPartitions, scanPartitionsMax, false);
    }
}
