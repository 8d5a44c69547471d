global using Lepton.Operator.Tests.Support;
global using Xunit;
