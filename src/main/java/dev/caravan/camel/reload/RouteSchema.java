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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks route files against the schema that the YAML DSL ships.
 *
 * <p>Reading and compiling its 800 kB takes about half a second and many megabytes, so that happens
 * once, with the first check. Thread-safe.
 */
final class RouteSchema {

  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final int MOST_REPAIRS = 10;

  private record Compiled(JsonNode json, JsonSchema schema) {}

  // Guarded by this; null before the first check.
  private @Nullable Compiled compiled;

  /** The few most telling problems; none if the file fits. */
  List<RouteProblem> check(RouteDocument document) {
    Compiled ready = compiled();
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

  private synchronized Compiled compiled() {
    Compiled known = compiled;
    if (known == null) {
      try {
        known = compile();
      } catch (IOException e) {
        throw new IllegalStateException("the YAML DSL's schema is unusable: " + RESOURCE, e);
      }
      compiled = known;
    }
    return known;
  }

  private static Compiled compile() throws IOException {
    try (InputStream in = RouteSchema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IOException("not on the class path");
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
      return new Compiled(json, schema);
    }
  }
}
