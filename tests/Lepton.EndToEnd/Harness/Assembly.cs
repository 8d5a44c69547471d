using Xunit;

// A fleet is a whole world of clusters: one at a time leaves the machine enough air for each to be on time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
