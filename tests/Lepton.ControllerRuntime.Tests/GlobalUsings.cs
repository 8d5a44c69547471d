global using Lepton.Testing;
global using Lepton.Testing.Time;
global using Xunit;
