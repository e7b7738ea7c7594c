"use strict";
// Shows the model of a proof: turn, move, come closer, white or in colour. WebGL 1 and nothing else, so that it runs on
// old telephones; nothing is loaded from anywhere. It says how it got on in the attributes of <html>: data-viewer is
// "ready", "no-webgl" or "fault"; once it is at rest, data-figure is the share of the picture that the figure covers, and
// data-mean its colour.
(() => {
  const root = document.documentElement;
  const at = (id) => document.getElementById(id);
  const canvas = at("view");
  const scene = JSON.parse(at("scene").textContent);

  const decoded = (words) => {
    const text = atob(words.trim());
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return bytes;
  };
  const binary = decoded(at("model").textContent);
  at("model").remove();

  const fail = (kind) => {
    root.dataset.viewer = kind;
    root.classList.remove("ready");
    at("fault").hidden = false;
    at("bar").hidden = true;
  };

  const gl = canvas.getContext("webgl", { alpha: true, antialias: true, premultipliedAlpha: true });
  if (!gl || !gl.getExtension("OES_element_index_uint")) {
    fail("no-webgl");
    return;
  }

  // ---- the model ------------------------------------------------------------

  const FIGURE_VERTEX = `
    attribute vec3 position; attribute vec2 normal; attribute float clay; attribute vec3 color; attribute vec2 uv;
    uniform vec3 low, size; uniform vec4 uvBox; uniform mat4 view, lens;
    varying vec3 at, facing, tint; varying vec2 place; varying float groove;
    void main() {
      vec3 n = vec3(normal, 1.0 - abs(normal.x) - abs(normal.y));
      if (n.z < 0.0) n.xy = (1.0 - abs(n.yx)) * vec2(n.x >= 0.0 ? 1.0 : -1.0, n.y >= 0.0 ? 1.0 : -1.0);
      vec4 eye = view * vec4(low + position * size, 1.0);
      at = eye.xyz; facing = mat3(view[0].xyz, view[1].xyz, view[2].xyz) * n;
      tint = color; groove = clay; place = uvBox.xy + uv * uvBox.zw;
      gl_Position = lens * eye;
    }`;
  // The light of the workshop's own pictures: one soft key, a fill and a sky, in linear light (app/gui/viewport/studio.py).
  const FIGURE_FRAGMENT = `
    precision highp float;
    uniform sampler2D picture; uniform vec3 base; uniform float painted, tinted, white;
    varying vec3 at, facing, tint; varying vec2 place; varying float groove;
    void main() {
      vec3 n = normalize(facing), v = normalize(-at);
      if (dot(n, v) < 0.0 && !gl_FrontFacing) n = -n;
      vec3 c = base * mix(vec3(1.0), texture2D(picture, place).rgb, painted) * mix(vec3(1.0), tint, tinted);
      c = mix(c, groove * vec3(1.0, 0.9676, 0.9167), white);
      float key = clamp((dot(n, vec3(-0.424, 0.566, 0.707)) + 0.22) / 1.22, 0.0, 1.0);
      float fill = clamp((dot(n, vec3(0.753, 0.108, 0.649)) + 0.5) / 1.5, 0.0, 1.0);
      float sky = mix(0.13, 0.36, 0.5 + 0.5 * n.y);
      float rim = pow(1.0 - clamp(dot(n, v), 0.0, 1.0), 3.0) * (0.5 + 0.5 * n.y);
      float gloss = pow(clamp(dot(n, normalize(vec3(-0.424, 0.566, 0.707) + v)), 0.0, 1.0), 28.0);
      vec3 shade = key * 0.74 * vec3(1.02, 1.0, 0.97) + fill * 0.20 * vec3(0.96, 0.99, 1.06) + sky * vec3(0.98, 1.0, 1.03);
      c = mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c));
      c = clamp(c * shade + vec3(0.045 * gloss + 0.05 * rim), 0.0, 1.0);
      c = mix(12.92 * c, 1.055 * pow(c, vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
      gl_FragColor = vec4(c, 1.0);
    }`;
  const SHADOW_VERTEX = `
    attribute vec2 corner; uniform vec3 box; uniform float level; uniform mat4 view, lens; varying vec2 place;
    void main() {
      place = corner * 0.5 + 0.5;
      gl_Position = lens * view * vec4(box.xy + corner * box.z, level, 1.0);
    }`;
  const SHADOW_FRAGMENT = `
    precision mediump float; uniform sampler2D picture; varying vec2 place;
    void main() { gl_FragColor = vec4(0.0, 0.0, 0.0, 0.42 * texture2D(picture, place).r); }`;

  const program = (vertex, fragment) => {
    const made = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader));
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made));
    const uniforms = {};
    for (let i = 0; i < gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS); i++) {
      const name = gl.getActiveUniform(made, i).name;
      uniforms[name] = gl.getUniformLocation(made, name);
    }
    return { made, uniforms, place: (name) => gl.getAttribLocation(made, name) };
  };

  const buffer = (content, kind) => {
    const made = gl.createBuffer();
    gl.bindBuffer(kind, made);
    gl.bufferData(kind, content, gl.STATIC_DRAW);
    return made;
  };

  // Steps between indices: seven bits a byte, zigzag.
  const indices = (bytes, count) => {
    const result = new Uint32Array(count);
    let read = 0, last = 0;
    for (let i = 0; i < count; i++) {
      let value = 0, shift = 0, byte;
      do {
        byte = bytes[read++];
        value |= (byte & 127) << shift;
        shift += 7;
      } while (byte & 128);
      last += (value >>> 1) ^ -(value & 1);
      result[i] = last;
    }
    return result;
  };

  const slice = ([start, length]) => binary.subarray(start, start + length);

  const texture = (source, repeat) => {
    const made = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, made);
    gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGB, gl.RGB, gl.UNSIGNED_BYTE, source);
    const edge = repeat ? gl.REPEAT : gl.CLAMP_TO_EDGE;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, edge);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, edge);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_LINEAR);
    gl.generateMipmap(gl.TEXTURE_2D);
    const finer = gl.getExtension("EXT_texture_filter_anisotropic");
    if (finer) gl.texParameterf(gl.TEXTURE_2D, finer.TEXTURE_MAX_ANISOTROPY_EXT, 4);
    return made;
  };

  const loaded = (source) => new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = () => failed(new Error("a picture inside the file is damaged"));
    image.src = source;
  });

  let figure, shadow, parts, images, shadowImage;

  const build = () => {
    gl.getExtension("OES_element_index_uint");  // gone with a context that was lost
    figure = program(FIGURE_VERTEX, FIGURE_FRAGMENT);
    shadow = program(SHADOW_VERTEX, SHADOW_FRAGMENT);
    shadow.corners = buffer(new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), gl.ARRAY_BUFFER);
    shadow.picture = texture(shadowImage, false);
    const blank = texture(new ImageData(1, 1), true);
    const pictures = images.map((image) => texture(image, true));
    parts = scene.parts.map((part) => {
      const arrays = {};
      for (const name of ["position", "normal", "clay", "uv", "color"])
        if (part.at[name]) arrays[name] = buffer(slice(part.at[name]), gl.ARRAY_BUFFER);
      const flat = indices(slice(part.at.index), 3 * part.triangles);
      return { ...part, arrays, flat: buffer(flat, gl.ELEMENT_ARRAY_BUFFER), texture: pictures[part.picture] || blank };
    });
  };

  // ---- the camera -----------------------------------------------------------

  const START = { azimuth: 30, elevation: 10 };
  const pose = {};
  let mode = scene.colored ? "color" : "white";
  let turning = false, dirty = false, ratio = Math.min(window.devicePixelRatio || 1, 2);

  const redraw = () => {
    dirty = true;
    root.dataset.rest = "no";
  };
  // The share of the picture that the buttons cover: the figure stands above them.
  const bar = () => Math.min(0.3, (at("bar").offsetHeight + 16) / Math.max(1, canvas.clientHeight));
  const whole = () => {
    const aspect = canvas.clientWidth / Math.max(1, canvas.clientHeight);
    const further = Math.max(1 / (1 - bar()), 1 / aspect);
    Object.assign(pose, START, { focal: scene.focal.slice(), distance: scene.distance * further });
    redraw();
  };
  const axes = () => {
    const a = pose.azimuth * Math.PI / 180, e = pose.elevation * Math.PI / 180;
    return {
      back: [Math.sin(a) * Math.cos(e), -Math.cos(a) * Math.cos(e), Math.sin(e)],
      up: [-Math.sin(a) * Math.sin(e), Math.cos(a) * Math.sin(e), Math.cos(e)],
      right: [Math.cos(a), Math.sin(a), 0],
    };
  };
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const slope = Math.tan(scene.angle * Math.PI / 360);

  const matrices = () => {
    const { back, up, right } = axes();
    const eye = pose.focal.map((value, i) => value + back[i] * pose.distance);
    const view = new Float32Array([
      right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0,
      -dot(right, eye), -dot(up, eye), -dot(back, eye), 1,
    ]);
    const reach = Math.hypot(...scene.size) * 2 + Math.hypot(...pose.focal.map((value, i) => value - scene.focal[i]));
    const near = Math.max(pose.distance / 200, pose.distance - reach), far = pose.distance + reach;
    const aspect = canvas.width / canvas.height;
    const lens = new Float32Array([
      1 / (slope * aspect), 0, 0, 0, 0, 1 / slope, 0, 0,
      0, -bar(), (far + near) / (near - far), -1, 0, 0, 2 * far * near / (near - far), 0,
    ]);
    return { view, lens };
  };

  const orbit = (right, up) => {
    pose.azimuth = (pose.azimuth + right) % 360;
    pose.elevation = Math.max(-90, Math.min(90, pose.elevation + up));
    redraw();
  };
  const move = (x, y) => {
    const { up, right } = axes();
    const height = 2 * pose.distance * slope;
    const most = Math.hypot(...scene.size);
    pose.focal = pose.focal.map((value, i) => {
      const moved = value - (right[i] * x + up[i] * y) * height;
      return Math.max(scene.focal[i] - most, Math.min(scene.focal[i] + most, moved));
    });
    redraw();
  };
  const zoom = (factor) => {
    pose.distance = Math.max(scene.distance / 40, Math.min(scene.distance * 6, pose.distance / factor));
    redraw();
  };

  // ---- drawing --------------------------------------------------------------

  const attribute = (drawn, name, made, count, kind, normalized) => {
    const place = drawn.place(name);
    if (place < 0) return;
    if (!made) {
      gl.disableVertexAttribArray(place);
      gl.vertexAttrib4f(place, 1, 1, 1, 1);
      return;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, made);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, count, kind, normalized, 0, 0);
  };

  const draw = () => {
    const { view, lens } = matrices();
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    gl.useProgram(figure.made);
    const to = figure.uniforms;
    gl.uniformMatrix4fv(to.view, false, view);
    gl.uniformMatrix4fv(to.lens, false, lens);
    gl.uniform3fv(to.low, scene.low);
    gl.uniform3fv(to.size, scene.size);
    gl.uniform1f(to.white, mode === "white" ? 1 : 0);
    gl.uniform1i(to.picture, 0);
    gl.activeTexture(gl.TEXTURE0);
    for (const part of parts) {
      attribute(figure, "position", part.arrays.position, 3, gl.UNSIGNED_SHORT, true);
      attribute(figure, "normal", part.arrays.normal, 2, gl.BYTE, true);
      attribute(figure, "clay", part.arrays.clay, 1, gl.UNSIGNED_BYTE, true);
      attribute(figure, "uv", part.arrays.uv, 2, gl.UNSIGNED_SHORT, true);
      attribute(figure, "color", part.arrays.color, 3, gl.UNSIGNED_BYTE, true);
      gl.uniform4fv(to.uvBox, part.uv);
      gl.uniform3fv(to.base, part.base);
      gl.uniform1f(to.painted, part.picture >= 0 ? 1 : 0);
      gl.uniform1f(to.tinted, part.arrays.color ? 1 : 0);
      gl.bindTexture(gl.TEXTURE_2D, part.texture);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, part.flat);
      gl.drawElements(gl.TRIANGLES, 3 * part.triangles, gl.UNSIGNED_INT, 0);
    }
    gl.useProgram(shadow.made);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.uniformMatrix4fv(shadow.uniforms.view, false, view);
    gl.uniformMatrix4fv(shadow.uniforms.lens, false, lens);
    gl.uniform3fv(shadow.uniforms.box, scene.shadow.box);
    gl.uniform1f(shadow.uniforms.level, scene.low[2] - Math.hypot(...scene.size) * 5e-4);
    gl.uniform1i(shadow.uniforms.picture, 0);
    gl.bindTexture(gl.TEXTURE_2D, shadow.picture);
    attribute(shadow, "corner", shadow.corners, 2, gl.FLOAT, false);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  };

  // How much of the picture is figure, and of what colour: its pixels are opaque, the shadow's are not.
  const measure = () => {
    const pixels = new Uint8Array(4 * canvas.width * canvas.height);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    let count = 0;
    const sum = [0, 0, 0];
    for (let i = 0; i < pixels.length; i += 4) {
      if (pixels[i + 3] !== 255) continue;
      count++;
      for (let k = 0; k < 3; k++) sum[k] += pixels[i + k];
    }
    root.dataset.rest = "yes";
    root.dataset.figure = (count / (canvas.width * canvas.height)).toFixed(4);
    root.dataset.mean = sum.map((value) => Math.round(value / Math.max(1, count))).join(",");
  };

  const fit = () => {
    const width = Math.max(1, Math.round(canvas.clientWidth * ratio));
    const height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      redraw();
    }
  };

  let last = 0, slow = 0, measured = 0;
  const frame = (now) => {
    requestAnimationFrame(frame);
    if (gl.isContextLost()) return;
    const passed = Math.min(100, now - last);
    last = now;
    if (turning) orbit(passed * 0.03, 0);
    fit();
    if (!dirty) {
      if (measured) {
        measured = 0;
        draw();
        measure();
      }
      return;
    }
    dirty = false;
    measured = 1;
    draw();
    // A telephone that cannot keep up draws fewer pixels.
    slow = passed > 70 && passed < 100 ? slow + 1 : 0;
    if (slow > 6 && ratio > 1) {
      ratio = 1;
      slow = 0;
    }
  };

  // ---- hands ----------------------------------------------------------------

  const show = () => {
    at("color").setAttribute("aria-pressed", String(mode === "color"));
    at("white").setAttribute("aria-pressed", String(mode === "white"));
    at("turn").setAttribute("aria-pressed", String(turning));
    redraw();
  };
  const wear = (wanted) => {
    if (wanted === "white" || scene.colored) mode = wanted;
    show();
  };
  const stop = () => {
    turning = false;
    show();
  };
  const look = (azimuth) => {
    stop();
    pose.azimuth = azimuth;
    pose.elevation = 4;
    redraw();
  };

  const fingers = new Map();
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, apart: Math.hypot(a.x - b.x, a.y - b.y) };
  };
  const lift = (event) => fingers.delete(event.pointerId);

  const listen = () => {
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      canvas.focus({ preventScroll: true });
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (turning) stop();
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const old = fingers.size === 2 ? spread() : null;
      const x = event.clientX - before.x, y = event.clientY - before.y;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (old) {
        const now = spread();
        if (old.apart > 0) zoom(now.apart / old.apart);
        move((now.x - old.x) / canvas.clientHeight, -(now.y - old.y) / canvas.clientHeight);
      } else if (event.buttons & 6 || event.shiftKey) move(x / canvas.clientHeight, -y / canvas.clientHeight);
      else orbit(-x * 0.4, y * 0.4);
    });
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) canvas.addEventListener(name, lift);
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.04 : 0.0013)));
    }, { passive: false });
    canvas.addEventListener("dblclick", whole);
    const keys = {
      ArrowLeft: () => orbit(-10, 0), ArrowRight: () => orbit(10, 0), ArrowUp: () => orbit(0, 10), ArrowDown: () => orbit(0, -10),
      "+": () => zoom(1.2), "=": () => zoom(1.2), "-": () => zoom(1 / 1.2),
      c: () => wear("color"), w: () => wear("white"), f: whole, Home: whole, 1: () => look(0), 2: () => look(180),
      3: () => look(-90), 4: () => look(90), " ": () => at("turn").click(),
    };
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("button, input") && (event.key === " " || event.key === "Enter")) return;
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    });
    at("color").addEventListener("click", () => wear("color"));
    at("white").addEventListener("click", () => wear("white"));
    at("whole").addEventListener("click", () => { stop(); whole(); });
    at("turn").addEventListener("click", () => { turning = !turning; show(); });
    for (const button of document.querySelectorAll("[data-azimuth]"))
      button.addEventListener("click", () => look(Number(button.dataset.azimuth)));
    canvas.addEventListener("webglcontextlost", (event) => event.preventDefault());
    canvas.addEventListener("webglcontextrestored", () => { build(); redraw(); });
  };

  Promise.all([loaded(scene.shadow.picture), ...scene.pictures.map(loaded)]).then(([first, ...rest]) => {
    shadowImage = first;
    images = rest;
    build();
    at("modes").hidden = !scene.colored;
    at("bar").hidden = false;
    fit();
    whole();
    listen();
    show();
    draw();
    measure();
    root.classList.add("ready");
    root.dataset.viewer = "ready";
    requestAnimationFrame(frame);
  }).catch((error) => {
    console.error(error);
    fail("fault");
  });
})();
