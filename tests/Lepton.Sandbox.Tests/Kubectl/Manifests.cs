namespace Lepton.Sandbox.Tests.Kubectl;

internal static class Manifests
{
    public const string WidgetDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.test.lepton.ai}
        spec:
          group: test.lepton.ai
          scope: Namespaced
          names: {plural: widgets, kind: Widget, shortNames: [wg]}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
            additionalPrinterColumns: [{name: Size, type: string, jsonPath: .spec.size}]
            schema:
              openAPIV3Schema:
                type: object
                description: A thing of some size.
                properties:
                  spec:
                    type: object
                    description: What is wanted.
                    properties:
                      size: {type: string, description: How big it is., enum: [small, large]}
                      replicas: {type: integer, default: 1}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    public static string Widget(string name, string spec = "size: small", string metadata = "") => $$"""
        apiVersion: test.lepton.ai/v1
        kind: Widget
        metadata: {name: {{name}}{{metadata}}}
        spec: { {{spec}} }
        """;

    public static string Deployment(int replicas = 2, string image = "nginx:1.25") => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: {{{replicas}}}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: app, image: "{{{image}}}", ports: [{containerPort: 80}]}]
        """;

    public const string Budget = """
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: web}
        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
        """;
}
