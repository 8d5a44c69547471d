global using Lepton.Cli.Tests.Support;
global using Xunit;
