"""What a tool is about to do, drawn translucent over the model; its rims shine, so that it is not told by colour alone."""

from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from app.gui.viewport.studio import Rgb, rgb
from app.gui.viewport.vtk_arrays import surface
from app.mesh.ghost import Ghost, Tone

COLORS: dict[Tone, Rgb] = {"add": rgb("#4f8cff"), "cut": rgb("#ef6a5b"), "mark": rgb("#e0a83c")}
# What is cut away or pointed at lies in or on the figure: it is drawn over it. What is added stands in the scene.
THROUGH: tuple[Tone, ...] = ("cut", "mark")

# Flat faces towards the eye let the model show through, rims do not: the form reads without lights.
_SHADE = """
  vec3 ghostNormal = normalize(cross(dFdx(vertexVC.xyz), dFdy(vertexVC.xyz)));
  float ghostRim = 1.0 - abs(dot(ghostNormal, normalize(-vertexVC.xyz)));
  float ghostStripe = ghostCut > 0 ? step(0.5, fract((gl_FragCoord.x - gl_FragCoord.y) / 12.0)) : 0.0;
  gl_FragData[0] = vec4(mix(diffuseColor, vec3(1.0), 0.25 * ghostRim), 0.22 + 0.45 * ghostRim + 0.16 * ghostStripe);
"""


def ghost_actor(ghost: Ghost) -> vtkActor:
    """An actor for it."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(surface(ghost.points, ghost.faces))
    mapper.ScalarVisibilityOff()
    # Towards the eye, or what lies on the figure would flicker through it.
    mapper.SetResolveCoincidentTopologyToPolygonOffset()
    mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(-2.0, -4.0)
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.ForceTranslucentOn()
    actor.PickableOff()
    look = actor.GetProperty()
    look.SetColor(*COLORS[ghost.tone])
    look.SetOpacity(0.5)
    shader = actor.GetShaderProperty()
    shader.AddFragmentShaderReplacement("//VTK::Light::Impl", True, _SHADE, False)
    shader.GetFragmentCustomUniforms().SetUniformi("ghostCut", int(ghost.tone == "cut"))
    return actor
