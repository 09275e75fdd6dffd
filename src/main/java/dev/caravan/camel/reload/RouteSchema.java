package dev.caravan.camel.reload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Checks route files against the schema that the YAML DSL ships.
 *
 * <p>Reading and compiling its 800 kB takes about half a second, so that happens once, on a thread
 * of its own that begins with the object; the first check waits for it. Thread-safe.
 */
final class RouteSchema {

  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final int MOST_REPAIRS = 10;

  private record Compiled(JsonNode json, JsonSchema schema) {}

  private final CompletableFuture<Compiled> compiled = new CompletableFuture<>();

  RouteSchema() {
    Thread thread = new Thread(this::compile, "route-schema");
    thread.setDaemon(true);
    thread.start();
  }

  /** The few most telling problems; none if the file fits. */
  List<RouteProblem> check(RouteDocument document) {
    Compiled ready;
    try {
      ready = compiled.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the YAML DSL's schema is unusable: " + RESOURCE, e);
    }
    JsonNode json = document.toJson();
    for (int repairs = 0; ; repairs++) {
      SchemaFindings findings =
          new SchemaFindings(document, ready.json(), ready.schema().validate(json));
      // What Camel itself accepts (a number as text, a placeholder as number) must not be refused.
      if (repairs == MOST_REPAIRS || !findings.repairTolerated(json)) {
        return findings.problems();
      }
    }
  }

  private void compile() {
    try (InputStream in = RouteSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + RESOURCE);
      }
      JsonNode json = new ObjectMapper().readTree(in);
      JsonMetaSchema draft4 =
          JsonMetaSchema.builder(JsonMetaSchema.getV4())
              .keyword(new NonValidationKeyword("deprecated"))
              .build();
      // Preloading would expand every reference within every other: 260 MB, with the same answers.
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder().preloadJsonSchema(false).cacheRefs(false).build();
      JsonSchema schema =
          JsonSchemaFactory.builder()
              .defaultMetaSchemaIri(draft4.getIri())
              .metaSchema(draft4)
              .build()
              .getSchema(json, config);
      compiled.complete(new Compiled(json, schema));
    } catch (IOException e) {
      compiled.completeExceptionally(new UncheckedIOException(e));
    } catch (RuntimeException | Error e) {
      compiled.completeExceptionally(e);
    }
  }
}
