package dossier.command;

import java.math.BigDecimal;
import java.util.List;

import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the OpenAPI document says beyond what can be read off the controllers. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String BEARER = "bearer";

    static {
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Request.class)
                .replaceWithClass(BigDecimal.class, String.class);
    }

    @Bean
    OpenApiCustomizer description() {
        return api -> {
            api.info(new Info().title("Dossier command-service").version("1")
                    .description("Commands on applications for a medical-insurance card."));
            api.servers(List.of(new Server().url("/")));
            api.getComponents()
                    .addSecuritySchemes(BEARER, new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer")
                            .bearerFormat("JWT"))
                    .addSchemas("Problem", new ObjectSchema().description("RFC 9457, with a stable code")
                            .addProperty("type", new StringSchema()).addProperty("title", new StringSchema())
                            .addProperty("detail", new StringSchema()).addProperty("code", new StringSchema()));
            api.addSecurityItem(new SecurityRequirement().addList(BEARER));
        };
    }

    @Bean
    OperationCustomizer rulesOfEveryCommand() {
        return (operation, handler) -> handler.getBeanType() != ApplicationsController.class
                ? operation
                : operation
                        .addParametersItem(new HeaderParameter().name("If-Match").schema(new StringSchema())
                                .description(
                                        "The version that the caller saw, like \"3\": 412 when the case moved on."))
                        .addParametersItem(new HeaderParameter().name("Idempotency-Key")
                                .schema(new StringSchema().minLength(1).maxLength(128))
                                .description("The same request under the same key is done once and answered alike."))
                        .responses(operation.getResponses().addApiResponse("default", problem()));
    }

    private static ApiResponse problem() {
        return new ApiResponse().description("Refused, with a code").content(new Content().addMediaType(
                "application/problem+json",
                new MediaType().schema(new ObjectSchema().$ref("#/components/schemas/Problem"))));
    }
}
