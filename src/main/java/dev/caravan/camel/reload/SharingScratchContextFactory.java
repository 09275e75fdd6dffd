package dev.caravan.camel.reload;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Component;
import org.apache.camel.Service;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.support.DefaultRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Lends a live context's beans, properties and plain component options to a scratch context.
 *
 * <p>Components are made anew from the class path, or by a given supplier where a scheme has no
 * usable default constructor. Options that are objects (executors, handlers) are not copied: a
 * component may close its own at stop, and they must not be closed with the scratch.
 */
public final class SharingScratchContextFactory implements ScratchContextFactory {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Supplier<? extends Component>> components = new LinkedHashMap<>();
  private final Map<String, List<String>> optionNames = new ConcurrentHashMap<>();

  /** Makes this scheme's component with the supplier, which must not hand out a live one. */
  public SharingScratchContextFactory component(
      String scheme, Supplier<? extends Component> supplier) {
    components.put(requireNonNull(scheme, "scheme"), requireNonNull(supplier, "supplier"));
    return this;
  }

  @Override
  public CamelContext create(CamelContext live) throws Exception {
    DefaultCamelContext scratch = new DefaultCamelContext(false);
    scratch.getCamelContextExtension().setName("reload-check");
    scratch.getCamelContextExtension().setRegistry(new DefaultRegistry(new Lent(live)));
    scratch.disableJMX();
    scratch.setLoadTypeConverters(live.isLoadTypeConverters());
    scratch.setLoadHealthChecks(false);
    scratch.build();
    scratch.getPropertiesComponent().addPropertiesSource(new LentProperties(live));
    for (Map.Entry<String, Supplier<? extends Component>> entry : components.entrySet()) {
      scratch.addComponent(entry.getKey(), entry.getValue().get());
    }
    for (String scheme : live.getComponentNames()) {
      Component from = live.hasComponent(scheme);
      Component to = scratch.getComponent(scheme);
      if (from != null && to != null) {
        copyOptions(live, scheme, from, scratch, to);
      }
    }
    return scratch;
  }

  private void copyOptions(
      CamelContext live, String scheme, Component from, CamelContext scratch, Component to)
      throws IOException {
    if (from.getComponentPropertyConfigurer() instanceof PropertyConfigurerGetter getter
        && from.getClass().equals(to.getClass())) {
      for (String option : options(live, scheme)) {
        Object value = getter.getOptionValue(from, option, false);
        if (isPlain(value)) {
          from.getComponentPropertyConfigurer().configure(scratch, to, option, value, false);
        }
      }
    }
  }

  /** The names in the component's generated metadata; none without it. */
  private List<String> options(CamelContext live, String scheme) throws IOException {
    List<String> names = optionNames.get(scheme);
    if (names == null) {
      String json =
          live instanceof CatalogCamelContext catalog
              ? catalog.getComponentParameterJsonSchema(scheme)
              : null;
      names =
          json == null
              ? List.of()
              : List.copyOf(
                  JSON.readTree(json)
                      .path("componentProperties")
                      .propertyStream()
                      .map(Map.Entry::getKey)
                      .toList());
      optionNames.put(scheme, names);
    }
    return names;
  }

  private static boolean isPlain(@Nullable Object value) {
    return value instanceof String
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof Enum<?>
        || value instanceof Duration;
  }

  /**
   * The live registry, read only and without components: the scratch would take the live ones.
   *
   * <p>A context also looks for parts of itself by type, adopts and later stops them; it finds
   * none.
   */
  private record Lent(CamelContext live) implements BeanRepository {

    @Override
    public @Nullable Object lookupByName(String name) {
      Object bean = live.getRegistry().lookupByName(name);
      return bean instanceof Component ? null : bean;
    }

    @Override
    public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
      T bean = live.getRegistry().lookupByNameAndType(name, type);
      return bean instanceof Component ? null : bean;
    }

    @Override
    public <T> Map<String, T> findByTypeWithName(Class<T> type) {
      return isPartOfContext(type) ? Map.of() : live.getRegistry().findByTypeWithName(type);
    }

    @Override
    public <T> Set<T> findByType(Class<T> type) {
      return isPartOfContext(type) ? Set.of() : live.getRegistry().findByType(type);
    }

    private static boolean isPartOfContext(Class<?> type) {
      return Component.class.isAssignableFrom(type)
          || type.getName().startsWith("org.apache.camel.health.")
          || (type.getName().startsWith("org.apache.camel.spi.")
              && Service.class.isAssignableFrom(type));
    }
  }

  /** Every key as the live context resolves it. */
  private record LentProperties(CamelContext live) implements PropertiesSource {

    @Override
    public String getName() {
      return "live";
    }

    @Override
    public @Nullable String getProperty(String name) {
      return live.getPropertiesComponent().resolveProperty(name).orElse(null);
    }
  }
}
