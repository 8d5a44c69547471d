# The operator's image: built from source, ReadyToRun, without a shell or root.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /src
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY config config
COPY src src
RUN arch=$([ "$TARGETARCH" = "arm64" ] && echo arm64 || echo x64) \
 && dotnet publish src/Lepton.Operator -c Release -r linux-$arch --self-contained false \
    -p:PublishReadyToRun=true -p:Reproducible=true -o /app

# -extra: with time zones, which windows of moves may name.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
# 1654 is the "app" user of the .NET images. Nothing is written: run with readOnlyRootFilesystem.
USER 1654:1654
ENV DOTNET_EnableDiagnostics=0
EXPOSE 8080 8081
ENTRYPOINT ["/app/lepton-operator"]
