global using Lepton.Testing.Time;
global using Xunit;
